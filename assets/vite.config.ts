import { resolve } from "node:path";
import { defineConfig } from "vite";
import { plainVant } from "./build/vant.ts";
import { trimTabler } from "./build/trim.ts";
import { weigh } from "./build/weigh.ts";

const OUT = resolve(import.meta.dirname, "../src/wangge/faces/shell/static/dist");

export default defineConfig({
  // Relative addresses, so that the files work under any STATIC_URL.
  base: "./",
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "files",
    assetsInlineLimit: 2048,
    modulePreload: { polyfill: false },
    target: ["es2020", "chrome87", "safari14", "firefox91"],
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    // htmx's one eval() is switched off by its configuration in the base template.
    rolldownOptions: {
      checks: { eval: false },
      input: {
        workbench: "src/workbench.ts",
        portal: "src/portal.ts",
        phone: "src/phone/main.ts",
        "phone-worker": "src/phone/sw.ts",
      },
    },
  },
  // The phone's components are TSX: nothing is compiled in the browser, where the pages' rules for scripts forbid it.
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
  oxc: { jsx: { runtime: "automatic", importSource: "vue" } },
  plugins: [plainVant(), trimTabler(), weigh(OUT)],
});
