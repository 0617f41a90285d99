import type htmxLibrary from "htmx.org";
import { forget } from "./drafts";
import { wake } from "./once";
import { startInside } from "./start";
import { word } from "./words";

type Exchange = CustomEvent<{
  xhr: XMLHttpRequest;
  elt: Element;
  target: Element;
  shouldSwap: boolean;
  isError: boolean;
  successful?: boolean;
  swapOverride?: string;
}>;

/** htmx: a refusal goes into the nearest place kept for it, and a form keeps what was typed. */
export function startExchanges(htmx: typeof htmxLibrary): void {
  htmx.onLoad((element) => startInside(element as HTMLElement));
  document.addEventListener("htmx:beforeSwap", (event) => refuse(event as Exchange));
  document.addEventListener("htmx:afterRequest", (event) => finish(event as Exchange));
  document.addEventListener("htmx:sendError", (event) => say((event as Exchange).detail.elt, word("offline")));
}

function slotFor(element: Element): Element | null {
  const near = element.closest("form, dialog, [data-step]")?.querySelector("[data-refusal]");
  return near ?? document.querySelector("main [data-refusal]");
}

function refuse(event: Exchange): void {
  const { xhr, elt } = event.detail;
  const slot = slotFor(elt);
  if (slot) slot.replaceChildren();
  if (xhr.status < 400 || !slot) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = slot;
  event.detail.swapOverride = "innerHTML";
  window.setTimeout(() => slot.scrollIntoView({ block: "nearest" }), 50);
}

function finish(event: Exchange): void {
  const { elt, xhr } = event.detail;
  const form = elt.closest("form");
  if (!form) return;
  wake(form);
  if (xhr.status >= 200 && xhr.status < 300 && form.dataset["draft"]) forget(form.dataset["draft"]);
}

function say(element: Element, text: string): void {
  const slot = slotFor(element);
  if (!slot) return;
  const line = document.createElement("p");
  line.className = "w-refusal";
  line.setAttribute("role", "alert");
  line.textContent = text;
  slot.replaceChildren(line);
}
