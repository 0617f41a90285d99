/** What is typed at a door, and what of it is sent. */

import { uuid7 } from "../../engine/uuid";
import { list, object, text, type Payload, type Task, type Toggle } from "../../logic/model";

export type FollowTo = "case" | "hazard" | "care" | "dispute";
export const FOLLOWS: readonly FollowTo[] = ["case", "hazard", "care", "dispute"];

export interface Follow {
  id: string;
  to: FollowTo;
  /** The kind of hazard or care; empty where there is none. */
  kind: string;
  person: string;
  words: string;
  /** The toggle it came from; taken back together with it. */
  from: string;
}

export interface VisitDraft {
  kind: string;
  cadence: string;
  aim: string;
  met: string[];
  /** Somebody was met who does not live here. */
  other: boolean;
  unmet: string;
  checks: string[];
  words: string;
  unchanged: boolean;
  sheet: Record<string, string>;
  done: string[];
  /** Of the place's menu, what was done there and then. */
  services: string[];
  follow: Follow[];
}

export const emptyVisit = (kind = "", cadence = ""): VisitDraft => ({
  kind,
  cadence,
  aim: "",
  met: [],
  other: false,
  unmet: "",
  checks: [],
  words: "",
  unchanged: false,
  sheet: {},
  done: [],
  services: [],
  follow: [],
});

/** With one more, or without it. */
export const flip = (all: readonly string[], one: string): string[] =>
  all.includes(one) ? all.filter((other) => other !== one) : [...all, one];

/** What is still missing before it can be sent. */
export function visitFault(draft: VisitDraft): "" | "visit.noOne" {
  return draft.met.length || draft.other || draft.unmet ? "" : "visit.noOne";
}

/** With the words of the note as its own, unless it has some. */
export function newFollow(to: FollowTo, draft: VisitDraft, given: Partial<Follow> = {}): Follow {
  return {
    id: uuid7(),
    to,
    kind: "",
    person: draft.met.length === 1 ? draft.met[0]! : "",
    words: "",
    from: "",
    ...given,
  };
}

export function visitData(
  draft: VisitDraft,
  household: string,
  sheet: Payload,
  labels: (code: string) => string,
): Payload {
  return {
    household,
    kind: draft.kind,
    cadence: draft.cadence,
    aim: draft.aim,
    met: draft.unmet ? [] : draft.met,
    unmet: draft.unmet,
    checks: Object.fromEntries(draft.checks.map((code) => [code, true])),
    words: draft.words.trim(),
    nothing_changed: draft.unchanged && !draft.unmet,
    sheet,
    errands_done: draft.done,
    ...(draft.services.length && !draft.unmet && { services: draft.services }),
    follow: draft.follow.map(({ id, to, kind, person, words, from }) => ({
      id,
      to,
      words: words.trim() || draft.words.trim() || labels(from || to),
      ...(kind && { kind }),
      ...(person && to === "care" && { person }),
    })),
  };
}

/** A note that came back, to be mended. */
export function fromData(data: Payload, toggles: readonly Toggle[]): VisitDraft {
  const checks = Object.keys(object(data["checks"]));
  const free = toggles.filter((one) => checks.includes(one.code));
  /** The toggle a follow-up came from is not sent; the first one that leads there is taken. */
  const origin = (to: string): string => {
    const at = free.findIndex((one) => one.leadsTo === to);
    return at < 0 ? "" : free.splice(at, 1)[0]!.code;
  };
  const follow = Array.isArray(data["follow"]) ? data["follow"].map(object) : [];
  const errands = Array.isArray(data["errands_done"]) ? data["errands_done"] : [];
  const met = list(data["met"]);
  const labels = new Set([text(data["words"]), ...toggles.map((one) => one.label)]);
  /** Words that were only put in for want of others are not its own. */
  const own = (words: string): string => (labels.has(words) ? "" : words);
  return {
    ...emptyVisit(text(data["kind"]), text(data["cadence"])),
    aim: text(data["aim"]),
    met,
    other: !met.length && !text(data["unmet"]),
    unmet: text(data["unmet"]),
    checks,
    words: text(data["words"]),
    unchanged: data["nothing_changed"] === true,
    sheet: Object.fromEntries(
      Object.entries(object(data["sheet"])).map(([code, value]) => [code, value === null ? "" : String(value)]),
    ),
    done: errands.map((one) => (typeof one === "string" ? one : text(object(one)["id"]))),
    services: list(data["services"]),
    follow: follow.map((one) => ({
      id: uuid7(),
      to: text(one["to"]) as FollowTo,
      kind: text(one["kind"]),
      person: text(one["person"]),
      words: own(text(one["words"])),
      from: origin(text(one["to"])),
    })),
  };
}

/** What is left at this door after the visit: the visit itself and the errands that were done are not. */
export function remaining(tasks: readonly Task[], household: string, done: readonly string[]): Task[] {
  return tasks.filter((task) => task.household === household && task.kind !== "visit" && !done.includes(task.ref));
}
