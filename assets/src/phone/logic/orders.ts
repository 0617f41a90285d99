/** A list for an emergency: who was told, moved, arrived and is home again. Ticks are only ever added. */

import type { OrderRow } from "./model";

export const TICKS = ["told", "moved", "arrived", "home"] as const;
export type Tick = (typeof TICKS)[number];

/** What waits in the queue counts at once, on top of what the server knows. */
export function withWaiting(rows: readonly OrderRow[], waiting: readonly { row: string; step: string }[]): OrderRow[] {
  const more = new Map<string, string[]>();
  for (const { row, step } of waiting) more.set(row, [...(more.get(row) ?? []), step]);
  return rows.map((row) => ({ ...row, ticks: [...new Set([...row.ticks, ...(more.get(row.id) ?? [])])] }));
}

/** The furthest step a row has come to; null when nobody was reached yet. */
export function reached(row: OrderRow): Tick | null {
  return [...TICKS].reverse().find((tick) => row.ticks.includes(tick)) ?? null;
}

/** The next usual step, or null when all are home. */
export function nextTick(row: OrderRow): Tick | null {
  const at = reached(row);
  return at === null ? TICKS[0] : (TICKS[TICKS.indexOf(at) + 1] ?? null);
}

export interface Coverage {
  all: number;
  told: number;
  moved: number;
  arrived: number;
  home: number;
}

/** Whoever arrived was also told: a step counts for all before it. */
export function coverage(rows: readonly OrderRow[]): Coverage {
  const count = (tick: Tick): number => rows.filter((row) => TICKS.indexOf(reached(row) ?? "told") >= TICKS.indexOf(tick) && reached(row) !== null).length;
  return { all: rows.length, told: count("told"), moved: count("moved"), arrived: count("arrived"), home: count("home") };
}

/** Who still has to be reached comes first, then by address. */
export function byNeed(one: OrderRow, other: OrderRow): number {
  const step = (row: OrderRow): number => {
    const at = reached(row);
    return at === null ? -1 : TICKS.indexOf(at);
  };
  return step(one) - step(other) || one.address.localeCompare(other.address, "zh-CN", { numeric: true }) || (one.id < other.id ? -1 : 1);
}
