import "maplibre-gl/dist/maplibre-gl.css";
import { MapLibreMap, Marker, NavigationControl, ScaleControl, setWorkerCount, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { word } from "../lib/words";
import { boundsOf, showAreas, showPoints } from "./areas";
import { startPicking } from "./pick";
import { startPlanning } from "./planning";
import { COLOURS, groundStyle } from "./style";

const FONTS = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);
setWorkerCount(1);

/** Draws the map of one element; see the map tags of the shell for its attributes. */
export function startMap(element: HTMLElement): void {
  const canvas = element.querySelector<HTMLElement>("[data-map-canvas]");
  if (!canvas) return;
  const { areas, points, point, bounds, tiles, credit } = element.dataset;
  const corners = bounds ? (bounds.split(",").map(Number) as [number, number, number, number]) : undefined;
  const map = new MapLibreMap({
    container: canvas,
    style: groundStyle(tiles ?? "", credit ?? ""),
    ...(corners ? { bounds: corners, fitBoundsOptions: { padding: 24 } } : { center: [104.4, 35.2], zoom: 9 }),
    attributionControl: tiles ? { compact: true } : false,
    localIdeographFontFamily: FONTS,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    fadeDuration: 0,
    locale: { "NavigationControl.ZoomIn": word("zoomIn"), "NavigationControl.ZoomOut": word("zoomOut") },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
  map.on("load", () => {
    if (areas) showAreas(map, areas, element.dataset["map"] === "areas");
    if (points) showPoints(map, points);
    const isKept = element.dataset["map"] === "plan" && startPlanning(map, element);
    if (areas && !corners && !isKept) void fitAreas(map);
    markPoint(map, point);
    element.classList.add("is-ready");
  });
  if (element.dataset["map"] === "pick") startPicking(map, element);
  new ResizeObserver(() => map.resize()).observe(canvas);
}

function markPoint(map: MapLibreMap, point: string | undefined): void {
  if (!point) return;
  const [lon, lat] = point.split(",").map(Number);
  if (lon === undefined || lat === undefined) return;
  new Marker({ color: COLOURS.accent }).setLngLat([lon, lat]).addTo(map);
}

async function fitAreas(map: MapLibreMap): Promise<void> {
  const bounds = await boundsOf(map);
  if (bounds) map.fitBounds(bounds, { padding: 24, animate: false });
}
