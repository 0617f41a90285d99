import { type GeoJSONSource, type MapLibreMap, Popup } from "maplibre-gl";
import { COLOURS } from "./style";

type Described = { name?: string; url?: string; note?: string };

/**
 * Areas of a GeoJSON address with their names. Properties: `name`, `url` (a click goes there), `weight` 0 to 1
 * (how strongly it is tinted), `is_current` (outlined). Label points may be given as Point features of the same name.
 */
export function showAreas(map: MapLibreMap, url: string, isLink: boolean): void {
  map.addSource("areas", { type: "geojson", data: url });
  map.addLayer({
    id: "areas-fill",
    type: "fill",
    source: "areas",
    filter: ["!=", ["geometry-type"], "Point"],
    paint: {
      "fill-color": COLOURS.area,
      "fill-opacity": ["+", 0.06, ["*", 0.4, ["coalesce", ["get", "weight"], 0]]],
    },
  });
  map.addLayer({
    id: "areas-line",
    type: "line",
    source: "areas",
    filter: ["!=", ["geometry-type"], "Point"],
    paint: {
      "line-color": COLOURS.line,
      "line-width": ["case", ["boolean", ["get", "is_current"], false], 3, 1],
    },
  });
  map.addLayer({
    id: "areas-name",
    type: "symbol",
    source: "areas",
    layout: {
      "text-field": ["coalesce", ["get", "name"], ""],
      "text-size": 13,
      "text-max-width": 8,
      "text-font": ["sans-serif"],
    },
    paint: { "text-color": COLOURS.ink, "text-halo-color": "#fff", "text-halo-width": 1.6 },
  });
  if (isLink) followClicks(map, "areas-fill");
}

/** Points of a GeoJSON address. Properties: `name`, `note`, `url`, `is_over` (drawn red, with an exclamation mark). */
export function showPoints(map: MapLibreMap, url: string): void {
  map.addSource("points", { type: "geojson", data: url });
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    paint: {
      "circle-radius": 7,
      "circle-color": ["case", ["boolean", ["get", "is_over"], false], COLOURS.over, COLOURS.accent],
      "circle-stroke-color": "#fff",
      "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "points-sign",
    type: "symbol",
    source: "points",
    filter: ["boolean", ["get", "is_over"], false],
    layout: { "text-field": "!", "text-size": 11, "text-font": ["sans-serif"], "text-allow-overlap": true },
    paint: { "text-color": "#fff" },
  });
  followClicks(map, "points");
}

/** What lies under the pointer is named beside it; `leads` tells whether a click on it does something. */
export function sayNames(map: MapLibreMap, layer: string, leads: (found?: Described) => boolean, offset = 0): void {
  const hint = new Popup({ closeButton: false, closeOnClick: false, className: "w-map-hint", offset });
  map.on("mousemove", layer, (event) => {
    const found = event.features?.[0]?.properties as Described | undefined;
    map.getCanvas().style.cursor = leads(found) ? "pointer" : "";
    if (!found?.name) return;
    hint.setLngLat(event.lngLat).setText([found.name, found.note].filter(Boolean).join(" · ")).addTo(map);
  });
  map.on("mouseleave", layer, () => {
    map.getCanvas().style.cursor = "";
    hint.remove();
  });
}

function followClicks(map: MapLibreMap, layer: string): void {
  sayNames(map, layer, (found) => Boolean(found?.url));
  map.on("click", layer, (event) => {
    const found = event.features?.[0]?.properties as Described | undefined;
    // Only addresses of this site: the list comes from data.
    if (found?.url?.startsWith("/") && !found.url.startsWith("//")) window.location.assign(found.url);
  });
}

export async function boundsOf(map: MapLibreMap): Promise<[number, number, number, number] | null> {
  const source = map.getSource<GeoJSONSource>("areas");
  const bounds = await source?.getBounds();
  return bounds && !bounds.isEmpty() ? [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] : null;
}
