import { type MapLibreMap, Marker } from "maplibre-gl";
import { put } from "../lib/locate";
import { word } from "../lib/words";
import { COLOURS } from "./style";

/** One point, by a click, by dragging the pin, or by the position button of the same form. */
export function startPicking(map: MapLibreMap, element: HTMLElement): void {
  const form = element.closest("form");
  const lon = form?.querySelector<HTMLInputElement>("[data-lon]");
  const lat = form?.querySelector<HTMLInputElement>("[data-lat]");
  const note = element.querySelector<HTMLElement>("[data-map-note]");
  const pin = new Marker({ color: COLOURS.accent, draggable: true });

  const place = (x: number, y: number): void => {
    pin.setLngLat([x, y]).addTo(map);
    if (note) note.textContent = word("picked");
  };
  form?.addEventListener("point", (event) => {
    const { lon: x, lat: y } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    place(x, y);
    if (!map.getBounds().contains([x, y])) map.easeTo({ center: [x, y] });
  });
  map.on("click", (event) => put(form, event.lngLat.lng, event.lngLat.lat));
  pin.on("dragend", () => put(form, pin.getLngLat().lng, pin.getLngLat().lat));
  if (lon?.value && lat?.value) place(Number(lon.value), Number(lat.value));
}
