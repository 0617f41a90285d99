/** What the rows of the phone hold, as docs/phone-contract.md says. A field that is missing never breaks a screen. */

export type Payload = Record<string, unknown>;
export type Held = { id: string; scope: string; ver: number; payload: Payload; isWaiting?: boolean };

export const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
export const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);
export const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
export const object = (value: unknown): Payload =>
  value && typeof value === "object" && !Array.isArray(value) ? (value as Payload) : {};
const objects = (value: unknown): Payload[] => (Array.isArray(value) ? value.map(object) : []);
const nullable = (value: unknown): string | null => text(value) || null;

export interface Household {
  id: string;
  scope: string;
  ver: number;
  address: string;
  door: string;
  head: string;
  members: number;
  care: string[];
  hazard: boolean;
  confirmed: string | null;
  sheet: Payload;
}

export interface Person {
  id: string;
  scope: string;
  ver: number;
  household: string;
  name: string;
  letters: string;
  role: string;
  sex: string;
  born: number;
  phone: string;
  care: string[];
  sheet: Payload;
}

/** What a household asked for: its id is that of the household. */
export interface Wish {
  household: string;
  noVisits: boolean;
  notBefore: string;
  notAfter: string;
  until: string | null;
  words: string;
}

export interface Task {
  id: string;
  scope: string;
  household: string | null;
  kind: string;
  title: string;
  why: string;
  rank: number;
  due: string | null;
  ref: string;
  label: string;
  /** Seen to on this phone; the server has not confirmed it yet. */
  isDone: boolean;
  /** Metres, only where it is known how far. */
  distance?: number;
}

export interface Visit {
  id: string;
  scope: string;
  household: string;
  at: string;
  kind: string;
  met: string[];
  checks: string[];
  words: string;
  by: string;
  unmet: string;
  unchanged: boolean;
  people: number;
  did: string[];
  follows: { kind: string; id: string; label: string }[];
  isWaiting: boolean;
}

export interface Step {
  step: string;
  label: string;
  needsWords: boolean;
  need: string;
  by: string;
}

export interface Said {
  at: string;
  who: string;
  what: string;
  words: string;
}

export interface Case {
  id: string;
  scope: string;
  number: string;
  title: string;
  words: string;
  state: string;
  stateWords: string;
  category: string;
  owner: string;
  ownerId: string;
  where: string;
  household: string | null;
  dueAt: string | null;
  isUrgent: boolean;
  reportedAt: string;
  photos: number;
  can: Step[];
  history: Said[];
  isWaiting: boolean;
}

export interface Order {
  id: string;
  scope: string;
  title: string;
  words: string;
  until: string | null;
}

export interface OrderRow {
  id: string;
  scope: string;
  order: string;
  household: string | null;
  address: string;
  name: string;
  phone: string;
  helper: string;
  why: string[];
  state: string;
  ticks: { step: string; at: string; by: string; where: string }[];
}

export interface Notice {
  id: string;
  scope: string;
  title: string;
  words: string;
  at: string;
  read: boolean;
  about: { kind: string; id: string; label: string };
}

/** One thing of a list that may be chosen. */
export interface Choice {
  code: string;
  label: string;
}

export interface Toggle extends Choice {
  leadsTo: string;
}

export interface SheetItem extends Choice {
  type: string;
  choices: string[];
}

/** `{code, label}`, or a bare word that is both. */
export function choices(value: unknown): Choice[] {
  return (Array.isArray(value) ? value : []).map((one) => {
    if (typeof one === "string") return { code: one, label: one };
    const given = object(one);
    const code = text(given["code"]);
    return { code, label: text(given["label"]) || code };
  });
}

export function household({ id, scope, ver, payload }: Held): Household {
  return {
    id,
    scope,
    ver,
    address: text(payload["address"]),
    door: text(payload["door"]),
    head: text(payload["head"]),
    members: number(payload["members"]),
    care: list(payload["care"]),
    hazard: payload["hazard"] === true,
    confirmed: nullable(payload["confirmed"]),
    sheet: object(payload["sheet"]),
  };
}

export function person({ id, scope, ver, payload }: Held): Person {
  return {
    id,
    scope,
    ver,
    household: text(payload["household"]),
    name: text(payload["name"]),
    letters: text(payload["letters"]).toLowerCase(),
    role: text(payload["role"]),
    sex: text(payload["sex"]),
    born: number(payload["born"]),
    phone: text(payload["phone"]).slice(-4),
    care: list(payload["care"]),
    sheet: object(payload["sheet"]),
  };
}

export function wish({ id, payload }: Held): Wish {
  return {
    household: id,
    noVisits: payload["no_visits"] === true,
    notBefore: text(payload["not_before"]),
    notAfter: text(payload["not_after"]),
    until: nullable(payload["until"]),
    words: text(payload["words"]),
  };
}

export function task({ id, scope, payload }: Held): Task {
  return {
    id,
    scope,
    household: nullable(payload["household"]),
    kind: text(payload["kind"]),
    title: text(payload["title"]),
    why: text(payload["why"]),
    rank: number(payload["rank"]) || 6,
    due: nullable(payload["due"]),
    ref: text(payload["ref"]),
    label: text(payload["label"]),
    isDone: Boolean(payload["done"]),
  };
}

/** Checks come from the server as a list of codes and wait in the queue as `{code: true}`. */
function checked(value: unknown): string[] {
  return Array.isArray(value)
    ? list(value)
    : Object.entries(object(value)).flatMap(([code, on]) => (on === true ? [code] : []));
}

export function visit({ id, scope, payload, isWaiting }: Held): Visit {
  return {
    id,
    scope,
    household: text(payload["household"]),
    at: text(payload["at"]),
    kind: text(payload["kind"]),
    met: list(payload["met"]),
    checks: checked(payload["checks"]),
    words: text(payload["words"]),
    by: text(payload["by"]),
    unmet: text(payload["unmet"]),
    unchanged: payload["unchanged"] === true || payload["nothing_changed"] === true,
    people: number(payload["people"]),
    did: list(payload["did"]),
    follows: objects(payload["follows"]).map((one) => ({
      kind: text(one["kind"]),
      id: text(one["id"]),
      label: text(one["label"]),
    })),
    isWaiting: isWaiting === true,
  };
}

export function caseOf({ id, scope, payload, isWaiting }: Held): Case {
  return {
    id,
    scope,
    number: text(payload["number"]),
    title: text(payload["title"]),
    words: text(payload["words"]),
    state: text(payload["state"]),
    stateWords: text(payload["state_words"]),
    category: text(payload["category_words"]),
    owner: text(payload["owner"]),
    ownerId: text(payload["owner_id"]),
    where: text(payload["where"]),
    household: nullable(payload["household"]),
    dueAt: nullable(payload["due_at"]),
    isUrgent: payload["is_urgent"] === true,
    reportedAt: text(payload["reported_at"]),
    photos: number(payload["photos"]),
    can: objects(payload["can"]).map((one) => ({
      step: text(one["step"]),
      label: text(one["label"]),
      needsWords: one["needs_words"] === true,
      need: text(one["need"]),
      by: text(one["by"]),
    })),
    history: objects(payload["history"]).map((one) => ({
      at: text(one["at"]),
      who: text(one["who"]),
      what: text(one["what"]),
      words: text(one["words"]),
    })),
    isWaiting: isWaiting === true,
  };
}

export function order({ id, scope, payload }: Held): Order {
  return { id, scope, title: text(payload["title"]), words: text(payload["words"]), until: nullable(payload["until"]) };
}

export function orderRow({ id, scope, payload }: Held): OrderRow {
  return {
    id,
    scope,
    order: text(payload["order"]),
    household: nullable(payload["household"]),
    address: text(payload["address"]),
    name: text(payload["name"]),
    phone: text(payload["phone"]),
    helper: text(payload["helper"]),
    why: list(payload["why"]),
    state: text(payload["state"]),
    ticks: objects(payload["ticks"]).map((one) => ({
      step: text(one["step"]),
      at: text(one["at"]),
      by: text(one["by"]),
      where: text(one["where"]),
    })),
  };
}

export function notice({ id, scope, payload }: Held): Notice {
  const about = object(payload["about"]);
  return {
    id,
    scope,
    title: text(payload["title"]),
    words: text(payload["words"]),
    at: text(payload["at"]),
    read: Boolean(payload["read"]),
    about: { kind: text(about["kind"]), id: text(about["id"]), label: text(about["label"]) },
  };
}

export function toggles(value: unknown): Toggle[] {
  return objects(value).map((one) => ({ ...choices([one])[0]!, leadsTo: text(one["leads_to"]) }));
}

export function items(value: unknown): SheetItem[] {
  return objects(value).map((one) => ({
    ...choices([one])[0]!,
    type: text(one["type"]),
    choices: choices(one["choices"]).map((choice) => choice.label),
  }));
}
