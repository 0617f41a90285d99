import type { Plugin } from "vite";

/** Vant's icons are a font inside its style sheet, which the pages' rules forbid: signs are drawn by our own icons. */
export function plainVant(): Plugin {
  return {
    name: "plain-vant",
    enforce: "pre",
    transform(_code, id) {
      return /vant\/(es|lib)\/icon\/index\.css/.test(id) ? { code: "", map: null } : null;
    },
  };
}
