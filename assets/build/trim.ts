import { PurgeCSS } from "purgecss";
import type { Plugin } from "vite";

const TEMPLATES = "../src/**/templates/**/*.html";
const SOURCES = ["../src/wangge/faces/**/*.py", "src/**/*.ts"];

/** Classes that Django or scripts put on elements without a template naming them. */
const KEPT = ["is-invalid", "is-valid", "form-control", "form-select", "form-check-input", "disabled", "show", "active"];

/** Keeps of Tabler's style sheet only what the templates use. Our own sheets pass untouched. */
export function trimTabler(): Plugin {
  return {
    name: "trim-tabler",
    enforce: "pre",
    async transform(code, id) {
      if (!id.includes("@tabler/core")) return null;
      const plain = code.replace(/\/\*#\s*sourceMappingURL.*?\*\//g, "");
      const [kept] = await new PurgeCSS().purge({
        content: [TEMPLATES, ...SOURCES],
        css: [{ raw: plain }],
        safelist: { standard: KEPT },
        blocklist: [/data-bs-theme/, /^navbar/, /^page/, /^steps/, /^timeline/],
        defaultExtractor: (text: string) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
        variables: true,
        keyframes: true,
        fontFace: true,
      });
      return { code: kept?.css ?? plain, map: null };
    },
  };
}
