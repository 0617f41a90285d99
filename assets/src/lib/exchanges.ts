import type htmxLibrary from "htmx.org";
import { forget } from "./drafts";
import { wake } from "./once";
import { startInside } from "./start";
import { word } from "./words";

type Exchange = CustomEvent<{
  xhr: XMLHttpRequest;
  requestConfig: { elt: Element };
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
  document.addEventListener("htmx:sendError", (event) => say((event as Exchange).detail.requestConfig.elt, word("offline")));
}

/** The place for refusals inside the nearest thing around an element that has one. */
function slotFor(element: Element): Element | null {
  for (let around: Element | null = element; around; around = around.parentElement) {
    const slot = around.querySelector("[data-refusal]");
    if (slot) return slot;
  }
  return null;
}

function refuse(event: Exchange): void {
  const { xhr, requestConfig } = event.detail;
  const slot = slotFor(requestConfig.elt);
  if (slot) slot.replaceChildren();
  if (xhr.status < 400 || !slot) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = slot;
  event.detail.swapOverride = "innerHTML";
  window.setTimeout(() => slot.scrollIntoView({ block: "nearest" }), 50);
}

function finish(event: Exchange): void {
  const { requestConfig, xhr } = event.detail;
  const form = requestConfig.elt.closest("form");
  if (!form) return;
  wake(form);
  const isSent = requestConfig.elt === form && xhr.status >= 200 && xhr.status < 300;
  if (isSent && form.dataset["draft"]) forget(form.dataset["draft"]);
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
