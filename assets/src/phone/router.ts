/** Where the person is: kept behind the # of the address, so that the back key of the phone works and no server is asked. */

import { nextTick, readonly, ref } from "vue";

export interface Route {
  name: string;
  id: string;
  query: Record<string, string>;
}

export const TABS = ["today", "households", "report", "messages", "me"] as const;
export type Tab = (typeof TABS)[number];

/** How many screens of the app lie behind this one, kept with each entry of the browser's history. */
let depth = 0;
let isReplacing = false;
let here = location.hash;
const stood = new Map<string, number>();
const current = ref<Route>(read());

export const route = readonly(current);

function read(): Route {
  const [way = "", asked = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name = "", id = ""] = way.split("/");
  return { name: name || "today", id: decodeURIComponent(id), query: Object.fromEntries(new URLSearchParams(asked)) };
}

/** Listens to the address; to be called once. A list stands where it stood when one comes back to it. */
export function startRouter(): void {
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  history.replaceState({ depth }, "");
  addEventListener("hashchange", () => {
    stood.set(`${depth} ${here}`, scrollY);
    const isBack = note();
    here = location.hash;
    current.value = read();
    void nextTick(() => {
      scrollTo(0, (isBack && stood.get(`${depth} ${here}`)) || 0);
      document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    });
  });
}

/** Whether this screen was left before and is come back to; a new one is noted in the history. */
function note(): boolean {
  const known = (history.state as { depth?: number } | null)?.depth;
  if (known !== undefined) depth = known;
  else {
    if (!isReplacing) depth += 1;
    history.replaceState({ depth }, "");
  }
  isReplacing = false;
  return known !== undefined;
}

export function href(name: string, id = "", query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `#/${name}${id ? `/${encodeURIComponent(id)}` : ""}${asked ? `?${asked}` : ""}`;
}

export function go(name: string, id = "", query: Record<string, string> = {}): void {
  location.hash = href(name, id, query);
}

/** In the place of the page one is on: a form that was sent is not come back to. */
export function instead(name: string, id = "", query: Record<string, string> = {}): void {
  const there = href(name, id, query);
  isReplacing = there !== location.hash;
  location.replace(there);
}

/** To where one came from, or up when the app was opened here. */
export function back(up: Tab): void {
  if (depth > 0) history.back();
  else instead(up);
}
