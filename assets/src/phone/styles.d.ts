declare module "*.css?phone";
