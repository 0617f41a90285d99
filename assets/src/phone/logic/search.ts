/** 住户: who is found by what was typed. All in memory; a list of a thousand households is walked in a few milliseconds. */

import type { Household, Person, Wish } from "./model";

export interface Entry {
  household: Household;
  people: Person[];
  wish: Wish | null;
  /** Everything that words are looked for in, in small letters. */
  words: string;
}

export interface Found {
  entry: Entry;
  /** Who matched, when it is not the head. */
  person: Person | null;
}

const plain = (words: string): string => words.toLowerCase().replace(/\s+/g, "");

export function entries(
  households: readonly Household[],
  people: readonly Person[],
  wishes: readonly Wish[] = [],
): Entry[] {
  const asked = new Map(wishes.map((wish) => [wish.household, wish]));
  const at = new Map<string, Person[]>();
  for (const person of people) {
    const others = at.get(person.household);
    if (others) others.push(person);
    else at.set(person.household, [person]);
  }
  return households
    .map((household) => ({
      household,
      people: (at.get(household.id) ?? []).sort(byStanding),
      wish: asked.get(household.id) ?? null,
      words: plain(`${household.address}${household.head}`),
    }))
    .sort((one, other) => compareDoors(one.household, other.household));
}

/** The head first, then the oldest. */
function byStanding(one: Person, other: Person): number {
  return Number(other.role === "head") - Number(one.role === "head") || (one.born || 9999) - (other.born || 9999);
}

/** As one walks along: the server gives every door a key that sorts from door to door. */
export function compareDoors(one: Household, other: Household): number {
  if (one.door !== other.door) return one.door < other.door ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** Whether a person is meant: part of the name, the initials from the first on, or the last four digits. */
export function isMeant(person: Person, typed: string): boolean {
  return (
    person.name.toLowerCase().includes(typed) ||
    person.letters.startsWith(typed) ||
    (typed.length >= 2 && /^\d+$/.test(typed) && person.phone.endsWith(typed))
  );
}

/** Every part of what was typed has to fit the household or somebody in it. */
export function search(all: readonly Entry[], typed: string): Found[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (!parts.length) return all.map((entry) => ({ entry, person: null }));
  const found: Found[] = [];
  for (const entry of all) {
    if (!parts.every((part) => entry.words.includes(part) || entry.people.some((one) => isMeant(one, part)))) continue;
    const person = entry.people.find((one) => parts.some((part) => isMeant(one, part))) ?? null;
    found.push({ entry, person: person && person.name !== entry.household.head ? person : null });
  }
  return found;
}

export type Flag = "care" | "hazard" | "stale" | "quiet";
/** Which households a list shows: all, those with a flag, those where something is due. */
export type Part = "" | Flag | "due";
const MONTH = 30 * 86_400_000;

/** What a household is marked with; every mark is also a word. */
export function flagsOf(entry: Entry, now: Date): Flag[] {
  const { household, people, wish } = entry;
  const flags: Flag[] = [];
  if (household.hazard) flags.push("hazard");
  if (household.care.length || people.some((one) => one.care.length)) flags.push("care");
  if (wish) flags.push("quiet");
  if (!household.confirmed || now.getTime() - new Date(household.confirmed).getTime() > MONTH) flags.push("stale");
  return flags;
}

/** The window of a long list: which rows are drawn for where the page stands. */
export function windowOf(
  count: number,
  row: number,
  from: number,
  height: number,
  spare = 6,
): { start: number; end: number } {
  const start = Math.max(0, Math.floor(from / row) - spare);
  return { start, end: Math.min(count, Math.ceil((from + height) / row) + spare) };
}
