/** TypeScript 7 does not look into `.vue` files; what they export is a component. */
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<Record<string, unknown>>;
  export default component;
}
