import { fresh } from "./fresh";
import { word } from "./words";

/**
 * Buttons with data-locate fill the two inputs of their form that carry data-lon and data-lat;
 * a form with data-submit-on-point is then sent.
 */
export function startLocating(root: ParentNode): void {
  for (const button of fresh<HTMLButtonElement>(root, "[data-locate]")) {
    if (!navigator.geolocation) {
      button.hidden = true;
      continue;
    }
    button.addEventListener("click", () => locate(button));
  }
}

function locate(button: HTMLButtonElement): void {
  const note = document.querySelector<HTMLElement>(`#${button.getAttribute("aria-describedby") ?? "none"}`);
  const say = (text: string): void => {
    if (note) note.textContent = text;
  };
  button.disabled = true;
  say(word("locating"));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      say(word("located"));
      put(button.form, coords.longitude, coords.latitude);
      if (button.form?.dataset["submitOnPoint"] !== undefined) button.form.submit();
    },
    () => {
      button.disabled = false;
      say(word("noLocation"));
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  );
}

/** Write a point into a form and tell the map about it. */
export function put(form: HTMLFormElement | null, lon: number, lat: number): void {
  const set = (selector: string, value: number): void => {
    const input = form?.querySelector<HTMLInputElement>(selector);
    if (input) input.value = value.toFixed(6);
  };
  set("[data-lon]", lon);
  set("[data-lat]", lat);
  form?.dispatchEvent(new CustomEvent("point", { detail: { lon, lat } }));
}
