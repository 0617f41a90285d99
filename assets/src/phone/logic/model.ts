/** What the rows of the phone hold, as docs/phone-contract.md says. A field that is missing never breaks a screen. */

export type Payload = Record<string, unknown>;
export type Held = { id: string; scope: string; ver: number; payload: Payload };

export const text = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");
export const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text).filter(Boolean) : []);
export const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
export const object = (value: unknown): Payload => (value && typeof value === "object" && !Array.isArray(value) ? (value as Payload) : {});
const objects = (value: unknown): Payload[] => (Array.isArray(value) ? value.map(object) : []);
const nullable = (value: unknown): string | null => text(value) || null;

export interface Wish {
  noVisits: boolean;
  words: string;
}

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
  quiet: Wish | null;
  sheet: Payload;
  waits: boolean;
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
  /** Metres, only when a position is known. */
  distance?: number;
}

export interface Visit {
  id: string;
  household: string;
  at: string;
  kind: string;
  met: string[];
  did: string[];
  words: string;
  by: string;
  mine: boolean;
}

export interface Step {
  step: string;
  label: string;
  needsWords: boolean;
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
  ver: number;
  number: string;
  words: string;
  state: string;
  stateWords: string;
  owner: string;
  where: string;
  household: string | null;
  dueAt: string | null;
  isUrgent: boolean;
  mine: boolean;
  reportedAt: string;
  can: Step[];
  history: Said[];
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
  person: string;
  address: string;
  phone: string;
  helper: string;
  helperPhone: string;
  state: string;
  ticks: string[];
}

export interface Notice {
  id: string;
  scope: string;
  title: string;
  words: string;
  at: string;
  read: boolean;
  about: string;
}

export interface Choice {
  key: string;
  label: string;
}

export interface Toggle extends Choice {
  leadsTo: string;
}

export interface SheetItem {
  key: string;
  label: string;
  about: string;
  type: string;
  choices: Choice[];
  purpose: string;
}

export interface Form {
  version: string;
  toggles: Toggle[];
  kinds: Choice[];
  unmet: string[];
  items: SheetItem[];
  hazards: Choice[];
  care: Choice[];
  categories: Choice[];
  fields: Choice[];
  disputes: Choice[];
}

/** `{key, label}`, or a bare word that is both. */
export function choices(value: unknown): Choice[] {
  return (Array.isArray(value) ? value : []).map((one) => {
    if (typeof one === "string") return { key: one, label: one };
    const given = object(one);
    const key = text(given["key"]) || text(given["code"]);
    return { key, label: text(given["label"]) || key };
  });
}

export function household({ id, scope, ver, payload }: Held): Household {
  const quiet = object(payload["quiet"]);
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
    quiet: Object.keys(quiet).length ? { noVisits: quiet["no_visits"] === true, words: text(quiet["words"]) } : null,
    sheet: object(payload["sheet"]),
    waits: payload["waits"] === true,
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
    phone: text(payload["phone"]),
    care: list(payload["care"]),
    sheet: object(payload["sheet"]),
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
  };
}

export function visit({ id, payload }: Held): Visit {
  return {
    id,
    household: text(payload["household"]),
    at: text(payload["at"]),
    kind: text(payload["kind"]),
    met: list(payload["met"]),
    did: list(payload["did"]),
    words: text(payload["words"]),
    by: text(payload["by"]),
    mine: payload["mine"] === true,
  };
}

export function caseOf({ id, scope, ver, payload }: Held): Case {
  return {
    id,
    scope,
    ver,
    number: text(payload["number"]),
    words: text(payload["words"]),
    state: text(payload["state"]),
    stateWords: text(payload["state_words"]),
    owner: text(payload["owner"]),
    where: text(payload["where"]) || text(payload["place_words"]),
    household: nullable(payload["household"]),
    dueAt: nullable(payload["due_at"]),
    isUrgent: payload["is_urgent"] === true,
    mine: payload["mine"] === true,
    reportedAt: text(payload["reported_at"]),
    can: objects(payload["can"]).map((one) => ({
      step: text(one["step"]),
      label: text(one["label"]),
      needsWords: one["needs_words"] === true,
    })),
    history: objects(payload["history"]).map((one) => ({
      at: text(one["at"]),
      who: text(one["who"]),
      what: text(one["what"]),
      words: text(one["words"]),
    })),
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
    person: text(payload["person"]),
    address: text(payload["address"]),
    phone: text(payload["phone"]),
    helper: text(payload["helper"]),
    helperPhone: text(payload["helper_phone"]),
    state: text(payload["state"]),
    ticks: list(payload["ticks"]),
  };
}

export function notice({ id, scope, payload }: Held): Notice {
  return {
    id,
    scope,
    title: text(payload["title"]),
    words: text(payload["words"]),
    at: text(payload["at"]),
    read: payload["read"] === true || (typeof payload["read"] === "string" && payload["read"] !== ""),
    about: text(payload["about"]),
  };
}

export function form(payload: Payload): Form {
  return {
    version: text(payload["version"]),
    toggles: (Array.isArray(payload["toggles"]) ? payload["toggles"] : []).map((one) => {
      const given = object(one);
      return { ...choices([one])[0]!, leadsTo: text(given["leads_to"]) };
    }),
    kinds: choices(payload["kinds"]),
    unmet: list(payload["unmet"]),
    items: objects(payload["sheet"]).map((one) => ({
      ...choices([one])[0]!,
      about: text(one["about"]),
      type: text(one["type"]),
      choices: choices(one["choices"]),
      purpose: text(one["purpose"]),
    })),
    hazards: choices(payload["hazards"]),
    care: choices(payload["care"]),
    categories: choices(payload["categories"]),
    fields: choices(payload["fields"]),
    disputes: choices(payload["disputes"]),
  };
}
