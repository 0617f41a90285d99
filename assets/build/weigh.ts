import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

type Chunk = { file: string; css?: string[]; imports?: string[]; isEntry?: boolean; name?: string };

const BUDGET = 150 * 1024;
/** The phone's app is loaded once and then kept. */
const LARGER: Record<string, number> = { phone: 200 * 1024 };

/** Lays .gz and .br beside every built text file, prints what a page loads, fails above the budget. */
export function weigh(folder: string): Plugin {
  return {
    name: "weigh",
    apply: "build",
    closeBundle() {
      const sizes = compressAll(folder);
      const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Record<string, Chunk>;
      for (const [key, chunk] of Object.entries(manifest)) {
        if (!chunk.isEntry) continue;
        const files = filesOf(manifest, key);
        const sum = files.reduce((total, file) => total + (sizes.get(file) ?? 0), 0);
        console.log(`${chunk.name ?? key}: ${kilobytes(sum)} gzip`);
        for (const file of files) console.log(`    ${file}  ${kilobytes(sizes.get(file) ?? 0)}`);
        const most = LARGER[chunk.name ?? ""] ?? BUDGET;
        if (sum > most) throw new Error(`${key} weighs more than ${kilobytes(most)}`);
      }
      const map = [...sizes].filter(([file]) => /\/(map|maplibre)/.test(file));
      console.log(`map, only on pages with a map: ${kilobytes(map.reduce((total, [, size]) => total + size, 0))} gzip`);
    },
  };
}

function filesOf(manifest: Record<string, Chunk>, key: string): string[] {
  const chunk = manifest[key];
  if (!chunk) return [];
  const below = (chunk.imports ?? []).flatMap((name) => filesOf(manifest, name));
  return [...new Set([...below, ...(chunk.css ?? []), chunk.file])];
}

function compressAll(folder: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (!/\.(js|mjs|css|svg|json)$/.test(name) || !statSync(path).isFile()) continue;
    const text = readFileSync(path);
    const zipped = gzipSync(text, { level: 9 });
    writeFileSync(`${path}.gz`, zipped);
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
    sizes.set(name.replaceAll("\\", "/"), zipped.length);
  }
  return sizes;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`;
}
