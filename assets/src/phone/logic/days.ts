/** Times as people say them. Everything takes `now`, so that nothing here reads a clock. */

const DAY = 86_400_000;
const MINUTE = 60_000;
/** The clock of the places, whatever the phone was set to. */
const ZONE = 8 * 3_600_000;

/** The number of the day in China: neighbouring days differ by one. */
export function dayOf(moment: Date): number {
  return Math.floor((moment.getTime() + ZONE) / DAY);
}

/** A day (2026-03-02) or a moment; null for what is neither. */
export function moment(value: string | null): Date | null {
  if (!value) return null;
  const parsed = new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00+08:00` : value);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}

/** Whole days after `due`; 0 when it is today or still to come, or when nothing is due. */
export function daysLate(due: string | null, now: Date): number {
  const when = moment(due);
  return when ? Math.max(0, dayOf(now) - dayOf(when)) : 0;
}

/** Days until `due`, negative when past; null without one. */
export function daysUntil(due: string | null, now: Date): number | null {
  const when = moment(due);
  return when ? dayOf(when) - dayOf(now) : null;
}

export function isPast(due: string | null, now: Date): boolean {
  const when = moment(due);
  if (!when) return false;
  return isDay(due) ? dayOf(when) < dayOf(now) : when < now;
}

export function isDay(value: string | null): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value ?? "");
}

/** The date in China. */
export function dateOf(when: Date): { year: number; month: number; day: number; weekday: number } {
  const there = new Date(when.getTime() + ZONE);
  return {
    year: there.getUTCFullYear(),
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    weekday: there.getUTCDay(),
  };
}

export type Said =
  | { key: "day.today" | "day.yesterday" | "day.tomorrow" }
  | { key: "day.date"; month: number; day: number; weekday: number }
  | { key: "day.year"; year: number; month: number; day: number };

/** How a day is named: today, yesterday, tomorrow, a date of this year, a date of another one. */
export function dayWords(when: Date, now: Date): Said {
  const apart = dayOf(when) - dayOf(now);
  if (apart === 0) return { key: "day.today" };
  if (apart === -1) return { key: "day.yesterday" };
  if (apart === 1) return { key: "day.tomorrow" };
  const { year, month, day, weekday } = dateOf(when);
  return year === dateOf(now).year ? { key: "day.date", month, day, weekday } : { key: "day.year", year, month, day };
}

/** 14:30 in China. */
export function clock(when: Date): string {
  const there = new Date(when.getTime() + ZONE);
  return `${String(there.getUTCHours()).padStart(2, "0")}:${String(there.getUTCMinutes()).padStart(2, "0")}`;
}

/** Whether it is between two times of day, over midnight where the second is earlier. */
export function isBetween(now: Date, begins: string, ends: string): boolean {
  const time = clock(now);
  return begins <= ends ? begins <= time && time < ends : time >= begins || time < ends;
}

export type Due =
  | { key: "due.late"; n: number }
  | { key: "due.lateHours"; n: number }
  | { key: "due.minutes"; n: number }
  | { key: "due.hours"; n: number }
  | { key: "due.today" | "due.tomorrow" }
  | { key: "due.days"; n: number };

/** How much time is left or gone: 超期 3 天, 还剩 2 小时, 今天到期. */
export function dueWords(due: string | null, now: Date): Due | null {
  const when = moment(due);
  if (!when) return null;
  const days = dayOf(when) - dayOf(now);
  if (isDay(due)) {
    if (days < 0) return { key: "due.late", n: -days };
  } else {
    const left = when.getTime() - now.getTime();
    if (left < 0)
      return -left >= DAY
        ? { key: "due.late", n: Math.floor(-left / DAY) }
        : { key: "due.lateHours", n: Math.max(1, Math.ceil(-left / 3_600_000)) };
    if (left < 3_600_000) return { key: "due.minutes", n: Math.max(1, Math.round(left / MINUTE)) };
    if (left < DAY) return { key: "due.hours", n: Math.round(left / 3_600_000) };
  }
  if (days === 0) return { key: "due.today" };
  if (days === 1) return { key: "due.tomorrow" };
  return { key: "due.days", n: days };
}
