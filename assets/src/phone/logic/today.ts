/** 今日: in which order things are done, and what lies behind one door together. */

import { dayOf, daysLate, moment } from "./days";
import type { Task } from "./model";

const BUCKET = 300;

/** Near enough to be the same: 300 m apart makes no difference to a walk. Unknown is neither near nor far. */
function bucket(task: Task): number {
  return task.distance === undefined ? 0 : Math.floor(task.distance / BUCKET);
}

const DOOR = 20;

/** How far doors are from one where somebody just was, by the order in which one walks along them: no position is needed. */
export function fromDoor(doors: readonly string[], here: string): Map<string, number> {
  const at = doors.indexOf(here);
  return new Map(at < 0 ? [] : doors.map((door, index) => [door, Math.abs(index - at) * DOOR]));
}

const NEVER = Number.MAX_SAFE_INTEGER;

function dueDay(task: Task): number {
  const when = moment(task.due);
  return when ? dayOf(when) : NEVER;
}

/** Class, then the longest late, then near, then the id: the same list on every phone and at every hour. */
export function byUrgency(one: Task, other: Task): number {
  return (
    one.rank - other.rank ||
    dueDay(one) - dueDay(other) ||
    bucket(one) - bucket(other) ||
    (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
  );
}

/** What is due behind one door, or one thing without a door. */
export interface Bundle {
  key: string;
  household: string | null;
  tasks: Task[];
}

/** The doors in the order of their most urgent thing; all other things of a door come with it. */
export function bundles(tasks: readonly Task[]): Bundle[] {
  const found = new Map<string, Bundle>();
  for (const task of [...tasks].sort(byUrgency)) {
    const key = task.household ?? task.id;
    const bundle = found.get(key) ?? { key, household: task.household, tasks: [] };
    bundle.tasks.push(task);
    found.set(key, bundle);
  }
  return [...found.values()];
}

const LATENESS = /^(超期|今天到期|明天到期|还有|还剩)/;

/** Why a thing is to be done, without how late it is: that was true when the server said it, and is reckoned here. */
export function reasonOf(task: Task): string {
  const parts = task.why.split(" · ");
  return (task.due ? parts.filter((part) => !LATENESS.test(part)) : parts).join(" · ");
}

export type Section = "first" | "today" | "later";
const PRESSING = 3;

/** First what presses or is late, then what is for today or has no day, then what is still to come. */
export function sectionOf(bundle: Bundle, now: Date): Section {
  if (bundle.tasks.some((task) => task.rank <= PRESSING || daysLate(task.due, now) > 0)) return "first";
  const today = dayOf(now);
  const isNow = bundle.tasks.some((task) => {
    const when = moment(task.due);
    return !when || dayOf(when) <= today;
  });
  return isNow ? "today" : "later";
}

export function sections(tasks: readonly Task[], now: Date): Record<Section, Bundle[]> {
  const found: Record<Section, Bundle[]> = { first: [], today: [], later: [] };
  for (const bundle of bundles(tasks)) found[sectionOf(bundle, now)].push(bundle);
  return found;
}

/** The soonest of what is still to come: what an empty list points to. */
export function nextDue(tasks: readonly Task[], now: Date): Task | null {
  const coming = tasks.filter((task) => (moment(task.due)?.getTime() ?? 0) > now.getTime());
  return coming.sort((one, other) => (one.due! < other.due! ? -1 : 1))[0] ?? null;
}
