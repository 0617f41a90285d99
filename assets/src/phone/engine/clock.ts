/** The two clocks of a phone: the wall clock, which anybody may set, and the one that runs since the page began. */
import { uuid7 } from "./uuid";

/** Names this start of the page: the running clock of another start says nothing about this one. */
export const BOOT = uuid7();

export function mono(): number {
  return Math.round(performance.now());
}

/** The wall clock with its offset, as people write it. */
export function stamp(at: Date = new Date()): string {
  const minutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 23);
  const two = (value: number): string => String(Math.abs(value)).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

/** The day that a moment falls on here. */
export function dayOf(at: Date = new Date()): string {
  return stamp(at).slice(0, 10);
}
