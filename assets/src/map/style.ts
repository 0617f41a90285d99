import type { StyleSpecification } from "maplibre-gl";

export const COLOURS = {
  ground: "#eef2f6",
  area: "#1b5c9e",
  line: "#5b84b1",
  ink: "#17222e",
  accent: "#1b5c9e",
  over: "#b3201f",
};

/** A plain ground, tiles over it where the site names some. No glyphs and no sprites: names use local fonts. */
export function groundStyle(tiles: string, credit: string): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": COLOURS.ground } }],
  };
  if (!tiles) return style;
  style.sources["tiles"] = { type: "raster", tiles: [tiles], tileSize: 256, attribution: credit };
  style.layers.push({ id: "tiles", type: "raster", source: "tiles", paint: { "raster-opacity": 0.85 } });
  return style;
}
