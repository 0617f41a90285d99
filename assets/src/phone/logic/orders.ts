/** A list for an emergency: who was told, moved, arrived and is home again. Ticks are only ever added. */

import type { OrderRow } from "./model";

export const TICKS = ["told", "moved", "arrived", "home"] as const;
export type Tick = (typeof TICKS)[number];
const REFUSED = "refused";

/** How far a row has come: the furthest of its ticks; -1 when nobody was reached yet. */
export function reached(row: OrderRow): number {
  return Math.max(-1, TICKS.indexOf(row.state as Tick), ...row.ticks.map((tick) => TICKS.indexOf(tick.step as Tick)));
}

/** Somebody did not want to go, and nothing came after that. */
export function isRefused(row: OrderRow): boolean {
  return row.ticks.length
    ? [...row.ticks].sort((one, other) => (one.at < other.at ? -1 : 1)).pop()?.step === REFUSED
    : row.state === REFUSED;
}

/** The next usual step, or null when they are home. */
export function nextTick(row: OrderRow): Tick | null {
  return TICKS[reached(row) + 1] ?? null;
}

export interface Coverage {
  all: number;
  told: number;
  moved: number;
  arrived: number;
  home: number;
  refused: number;
}

/** Whoever arrived was also told: a step counts for all before it. */
export function coverage(rows: readonly OrderRow[]): Coverage {
  const count = (tick: Tick): number => rows.filter((row) => reached(row) >= TICKS.indexOf(tick)).length;
  return {
    all: rows.length,
    told: count("told"),
    moved: count("moved"),
    arrived: count("arrived"),
    home: count("home"),
    refused: rows.filter(isRefused).length,
  };
}

const numbers = new Intl.Collator("zh-CN", { numeric: true });

/** Who still has to be reached comes first, then by address; the order does not jump while ticking within one class. */
export function byNeed(one: OrderRow, other: OrderRow): number {
  return reached(one) - reached(other) || numbers.compare(one.address, other.address) || (one.id < other.id ? -1 : 1);
}
