/** Where the person is: kept behind the # of the address, so that the back key of the phone works and no server is asked. */

import { nextTick, readonly, ref } from "vue";

export interface Route {
  name: string;
  id: string;
  query: Record<string, string>;
}

export const TABS = ["today", "households", "report", "messages", "me"] as const;
export type Tab = (typeof TABS)[number];

const stood = new Map<string, number>();
const current = ref<Route>(read());
let path = location.hash;
let depth = 0;

export const route = readonly(current);

function read(): Route {
  const [way = "", asked = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name = "", id = ""] = way.split("/");
  return { name: name || "today", id: decodeURIComponent(id), query: Object.fromEntries(new URLSearchParams(asked)) };
}

/** Listens to the address; to be called once. A list stands where it stood when one comes back to it. */
export function startRouter(): void {
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  addEventListener("hashchange", () => {
    stood.set(path, scrollY);
    path = location.hash;
    current.value = read();
    void nextTick(() => {
      scrollTo(0, stood.get(path) ?? 0);
      document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    });
  });
}

export function href(name: string, id = "", query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `#/${name}${id ? `/${encodeURIComponent(id)}` : ""}${asked ? `?${asked}` : ""}`;
}

export function go(name: string, id = "", query: Record<string, string> = {}): void {
  const there = href(name, id, query);
  stood.delete(there);
  depth += 1;
  location.hash = there;
}

/** In the place of the page one is on: a form that was sent is not come back to. */
export function instead(name: string, id = "", query: Record<string, string> = {}): void {
  location.replace(href(name, id, query));
}

/** To where one came from, or up when the app was opened here. */
export function back(up: Tab): void {
  if (depth > 0) {
    depth -= 1;
    history.back();
  } else instead(up);
}
