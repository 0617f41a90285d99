import type { MapLibreMap } from "maplibre-gl";
import { word } from "../lib/words";
import { sayNames } from "./areas";
import { COLOURS } from "./style";

type Building = { id?: string };
type Grid = { key?: string };

const MOVED = "#9a5b00";

/**
 * Buildings are chosen by a click, the grid they go to by a click beside them. What is chosen stands in the form around
 * the map (`buildings` to tick, `key` to choose), which works without the map as well. Says whether the map
 * is where it was looked at before: every edit draws the page anew.
 */
export function startPlanning(map: MapLibreMap, element: HTMLElement): boolean {
  const form = element.closest("form");
  const url = element.dataset["buildings"];
  if (!form || !url) return false;
  const isKept = keepCamera(map, `map:${url}`);
  showBuildings(map, url);

  const boxes = (): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>("input[name=buildings]")];
  const target = form.querySelector<HTMLSelectElement>("select[name=key]");
  const note = element.querySelector<HTMLElement>("[data-map-note]");
  const tell = (): void => {
    const chosen = boxes()
      .filter((box) => box.checked)
      .map((box) => box.value);
    map.setFilter("chosen", ["in", ["get", "id"], ["literal", chosen]]);
    if (!note) return;
    const name = target?.selectedOptions[0]?.dataset["name"] ?? "";
    note.textContent = word(name ? "chosenFor" : "chosen", { count: chosen.length, name });
  };

  map.on("click", (event) => {
    const building = map.queryRenderedFeatures(event.point, { layers: ["buildings"] })[0]?.properties as Building;
    if (building?.id) {
      const box = boxes().find((one) => one.value === building.id);
      if (box && !box.disabled) box.checked = !box.checked;
      tell();
      return;
    }
    const grid = map.queryRenderedFeatures(event.point, { layers: ["areas-fill"] })[0]?.properties as Grid;
    if (grid?.key && target) target.value = grid.key;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
  return isKept;
}

function showBuildings(map: MapLibreMap, url: string): void {
  map.addSource("buildings", { type: "geojson", data: url });
  map.addLayer({
    id: "chosen",
    type: "circle",
    source: "buildings",
    filter: ["==", ["get", "id"], ""],
    paint: { "circle-radius": 12, "circle-color": COLOURS.over, "circle-opacity": 0.85 },
  });
  map.addLayer({
    id: "buildings",
    type: "circle",
    source: "buildings",
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["coalesce", ["get", "households"], 0], 0, 4, 60, 9],
      "circle-color": ["case", ["boolean", ["get", "is_moved"], false], "#fff", COLOURS.accent],
      "circle-stroke-color": ["case", ["boolean", ["get", "is_moved"], false], MOVED, "#fff"],
      "circle-stroke-width": ["case", ["boolean", ["get", "is_moved"], false], 2.5, 1.5],
    },
  });
  map.addLayer({
    id: "buildings-sign",
    type: "symbol",
    source: "buildings",
    layout: { "text-field": ["get", "sign"], "text-size": 12, "text-font": ["sans-serif"], "text-allow-overlap": true },
    paint: { "text-color": COLOURS.ink, "text-halo-color": "#fff", "text-halo-width": 2 },
  });
  sayNames(map, "buildings", () => true, 8);
}

function keepCamera(map: MapLibreMap, key: string): boolean {
  const [lon, lat, zoom] = (sessionStorage.getItem(key) ?? "").split(",").map(Number);
  const isKept = lon !== undefined && lat !== undefined && zoom !== undefined;
  if (isKept) map.jumpTo({ center: [lon, lat], zoom });
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    sessionStorage.setItem(key, [lng, lat, map.getZoom()].join(","));
  });
  return isKept;
}
