/** Every sentence of the phone: Chinese first, English complete. No screen holds words of its own. */

import { ref } from "vue";
import { clock, dateOf, dayWords, dueWords, moment } from "./logic/days";
import { frame as frameEn } from "./words/en/frame";
import { work as workEn } from "./words/en/work";
import { frame as frameZh } from "./words/zh/frame";
import { work as workZh } from "./words/zh/work";

export type Key = keyof typeof frameZh | keyof typeof workZh;
export type Language = "zh" | "en";

const KEPT = "wangge.phone.language";
const BOOKS: Record<Language, Record<Key, string>> = {
  zh: { ...frameZh, ...workZh },
  en: { ...frameEn, ...workEn },
};

export const language = ref<Language>(kept());

function kept(): Language {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

export function startWords(): void {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
}

export function speak(chosen: Language): void {
  language.value = chosen;
  startWords();
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing still shows the language until it is closed.
  }
}

/** A sentence; `{n}` stands for the value of that name. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return BOOKS[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The word of a code when there is one, else the code itself: dictionaries may be older than rows. */
export function wordOf(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return key in BOOKS[language.value] ? t(key as Key) : code;
}

/** 今天, 昨天, 3月5日 周四. */
export function sayDay(value: string | null, now: Date): string {
  const when = moment(value);
  if (!when) return "";
  const said = dayWords(when, now);
  if (said.key === "day.year") return t("day.year", { year: said.year, month: said.month, day: said.day });
  if (said.key === "day.date")
    return t("day.date", { month: said.month, day: said.day, weekday: t(`weekday.${said.weekday}` as Key) });
  return t(said.key);
}

/** 3月5日 周四, whatever day it is. */
export function sayDate(now: Date): string {
  const there = dateOf(now);
  return t("day.date", { month: there.month, day: there.day, weekday: t(`weekday.${there.weekday}` as Key) });
}

/** 今天 14:30. */
export function sayMoment(value: string | null, now: Date): string {
  const when = moment(value);
  return when ? `${sayDay(value, now)} ${clock(when)}` : "";
}

/** 2026年3月5日 14:30, for paper. */
export function sayFull(value: string | null): string {
  const when = moment(value);
  if (!when) return "";
  const { year, month, day } = dateOf(when);
  return `${t("day.year", { year, month, day })} ${clock(when)}`;
}

/** 超期 3 天, 还剩 2 小时. */
export function sayDue(due: string | null, now: Date): string {
  const said = dueWords(due, now);
  return said ? t(said.key, "n" in said ? { n: said.n } : {}) : "";
}
