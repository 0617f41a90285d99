/** The plain functions behind the screens. Run by `npm test`, and by tests/faces/phone/test_logic.py. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { daysLate, dayWords, dueWords, isBetween, isPast } from "../logic/days";
import { household, person, task, type Household, type OrderRow, type Person, type Task } from "../logic/model";
import { byNeed, coverage, isRefused, nextTick } from "../logic/orders";
import { pasted } from "../logic/paste";
import { qrCode } from "../logic/qr";
import { entries, flagsOf, search, windowOf } from "../logic/search";
import { bundles, byUrgency, fromDoor, nextDue, reasonOf, sections } from "../logic/today";
import { emptyVisit, fromData, newFollow, remaining, visitData, visitFault } from "../screens/visit/draft";
import { frame as frameEn } from "../words/en/frame";
import { work as workEn } from "../words/en/work";
import { frame as frameZh } from "../words/zh/frame";
import { work as workZh } from "../words/zh/work";

const NOW = new Date("2026-03-02T09:00:00+08:00");

function aTask(id: string, given: Partial<Task> = {}): Task {
  return {
    ...task({ id, scope: "g", ver: 1, payload: { kind: "errand", rank: 6, title: id } }),
    ref: `ref ${id}`,
    ...given,
  };
}

function aHome(id: string, payload: Record<string, unknown> = {}): Household {
  return household({
    id,
    scope: "g",
    ver: 1,
    payload: { door: id, head: "张三", address: "荣星村一组3号", confirmed: "2026-03-01T00:00:00+08:00", ...payload },
  });
}

function somebody(id: string, payload: Record<string, unknown> = {}): Person {
  return person({
    id,
    scope: "g",
    ver: 1,
    payload: { household: "1", name: "张三", letters: "zs", phone: "4821", role: "head", ...payload },
  });
}

test("今日 goes by class, then the longest late, then near, then the id", () => {
  const order = aTask("order", { rank: 1 });
  const late = aTask("late", { rank: 4, due: "2026-02-20" });
  const later = aTask("later", { rank: 4, due: "2026-02-27" });
  const near = aTask("b near", { rank: 4, due: "2026-03-02", distance: 100 });
  const far = aTask("a far", { rank: 4, due: "2026-03-02", distance: 2000 });
  const first = aTask("a", { rank: 5 });
  const second = aTask("b", { rank: 5 });

  const found = [second, far, first, later, near, late, order].sort(byUrgency);

  assert.deepEqual(found, [order, late, later, near, far, first, second]);
});

test("S28: everything that is due behind one door comes with its most urgent thing", () => {
  const care = aTask("care", { rank: 4, household: "h1" });
  const survey = aTask("survey", { rank: 6, household: "h1" });
  const other = aTask("other", { rank: 5, household: "h2" });
  const loose = aTask("case", { rank: 3, kind: "case" });

  const found = bundles([survey, other, loose, care]);

  assert.deepEqual(
    found.map((one) => one.tasks),
    [[loose], [care, survey], [other]],
  );
});

test("how late a thing is, is reckoned on the phone", () => {
  assert.equal(reasonOf(aTask("a", { why: "高龄独居 · 超期3天", due: "2026-02-27" })), "高龄独居");
  assert.equal(reasonOf(aTask("a", { why: "还没有走访过 · 今天到期", due: "2026-03-02" })), "还没有走访过");
  assert.equal(reasonOf(aTask("a", { why: "还有别的" })), "还有别的");
});

test("near is what lies near the door where one was last", () => {
  assert.deepEqual(
    [...fromDoor(["a", "b", "c"], "b")],
    [
      ["a", 20],
      ["b", 0],
      ["c", 20],
    ],
  );
  assert.deepEqual([...fromDoor(["a", "b"], "gone")], []);
});

test("late and pressing things come first, what has no day is for today, the rest is to come", () => {
  const pressing = aTask("pressing", { rank: 3, due: "2026-03-05" });
  const late = aTask("late", { due: "2026-03-01" });
  const undated = aTask("undated");
  const coming = aTask("coming", { due: "2026-03-04" });

  const { first, today, later } = sections([coming, undated, late, pressing], NOW);

  assert.deepEqual(
    [first, today, later].map((part) => part.map((one) => one.key)),
    [["pressing", "late"], ["undated"], ["coming"]],
  );
  assert.equal(nextDue([coming, aTask("far", { due: "2026-04-01" }), late], NOW), coming);
  assert.equal(nextDue([late], NOW), null);
});

test("S28: after a visit what is left at the door is told, without the visit and what was done", () => {
  const visit = aTask("visit", { kind: "visit", household: "h1" });
  const done = aTask("done", { household: "h1" });
  const left = aTask("left", { household: "h1" });

  assert.deepEqual(remaining([visit, done, left, aTask("elsewhere", { household: "h2" })], "h1", ["ref done"]), [left]);
});

test("times are said as people say them, in China's day whatever the phone's zone", () => {
  assert.deepEqual(dueWords("2026-02-27", NOW), { key: "due.late", n: 3 });
  assert.deepEqual(dueWords("2026-03-02", NOW), { key: "due.today" });
  assert.deepEqual(dueWords("2026-03-02T11:00:00+08:00", NOW), { key: "due.hours", n: 2 });
  assert.deepEqual(dueWords("2026-03-02T08:20:00+08:00", NOW), { key: "due.lateHours", n: 1 });
  assert.deepEqual(dueWords("2026-03-07", NOW), { key: "due.days", n: 5 });
  assert.equal(dueWords(null, NOW), null);
  assert.equal(daysLate("2026-03-01", new Date("2026-03-01T16:30:00Z")), 1);
  assert.equal(isPast("2026-03-02", NOW), false);
  assert.deepEqual(
    [isBetween(NOW, "20:30", "09:30"), isBetween(NOW, "20:30", "09:00"), isBetween(NOW, "08:00", "10:00")],
    [true, false, true],
  );
  assert.deepEqual(dayWords(new Date("2026-03-05T20:00:00+08:00"), NOW), {
    key: "day.date",
    month: 3,
    day: 5,
    weekday: 4,
  });
  assert.deepEqual(dayWords(new Date("2025-12-31T20:00:00+08:00"), NOW), {
    key: "day.year",
    year: 2025,
    month: 12,
    day: 31,
  });
});

test("a household is found by name, initials, address and the last four digits, from door to door", () => {
  const all = entries(
    [aHome("2", { head: "李四", address: "荣星村二组" }), aHome("1")],
    [
      somebody("p1"),
      somebody("p2", { name: "张小花", letters: "zxh", phone: "0007", role: "child" }),
      somebody("p3", { household: "2", name: "李四", letters: "ls", phone: "" }),
    ],
  );
  const found = (typed: string): string[] => search(all, typed).map((one) => one.entry.household.id);

  assert.deepEqual(found(""), ["1", "2"]);
  assert.deepEqual(
    [found("zs"), found("张三"), found("4821"), found("二组"), found("ZXH"), found("荣星 一组")],
    [["1"], ["1"], ["1"], ["2"], ["1"], ["1"]],
  );
  assert.equal(search(all, "小花")[0]?.person?.name, "张小花");
  assert.equal(search(all, "zs")[0]?.person, null);
  assert.deepEqual(found("s"), []);
  assert.deepEqual(found("7"), []);
});

test("a household is marked with what it is marked with", () => {
  const [plain, marked] = entries(
    [aHome("1"), aHome("2", { hazard: true, confirmed: "2026-01-01T00:00:00+08:00" })],
    [somebody("p", { household: "2", care: ["alone_elder"] })],
    [{ household: "2", noVisits: true, notBefore: "", notAfter: "", until: null, words: "" }],
  );

  assert.deepEqual(flagsOf(plain!, NOW), []);
  assert.deepEqual(flagsOf(marked!, NOW), ["hazard", "care", "quiet", "stale"]);
});

test("of a long list only what is near the window is drawn", () => {
  assert.deepEqual(windowOf(1000, 70, 7000, 700), { start: 94, end: 116 });
  assert.deepEqual(windowOf(3, 70, 0, 700), { start: 0, end: 3 });
  assert.deepEqual(windowOf(0, 70, 0, 700), { start: 0, end: 0 });
});

test("S29: a message copied from WeChat keeps its words and leaves who and when beside them", () => {
  const copied = "王大妈 2026年3月1日 19:22\n村口路灯不亮三天了\n地址：小卖部对面\n\n李四:\n我家也看不见";

  assert.deepEqual(pasted(copied), {
    words: "村口路灯不亮三天了\n地址：小卖部对面\n\n我家也看不见",
    who: "王大妈",
    place: "小卖部对面",
  });
  assert.deepEqual(pasted("今晚 8 点停水"), { words: "今晚 8 点停水", who: "", place: "" });
});

function aRow(id: string, ...steps: string[]): OrderRow {
  const ticks = steps.map((step, index) => ({ step, at: `2026-03-02T0${index}:00:00+08:00`, by: "", where: "" }));
  return {
    id,
    scope: "g",
    order: "o",
    household: null,
    address: id,
    name: "",
    phone: "",
    helper: "",
    why: [],
    state: steps[steps.length - 1] ?? "",
    ticks,
  };
}

test("S26: whoever arrived counts as told and moved; a refusal stands until something follows", () => {
  const rows = [
    aRow("none"),
    aRow("told", "told"),
    aRow("arrived", "told", "arrived"),
    aRow("home", "home"),
    aRow("no", "told", "refused"),
    aRow("yes", "refused", "moved"),
  ];

  assert.deepEqual(coverage(rows), { all: 6, told: 5, moved: 3, arrived: 2, home: 1, refused: 1 });
  assert.deepEqual(rows.map(isRefused), [false, false, false, false, true, false]);
  assert.deepEqual(rows.map(nextTick), ["told", "moved", "home", null, "moved", "arrived"]);
  assert.deepEqual(
    [...rows]
      .reverse()
      .sort(byNeed)
      .map((row) => row.id),
    ["none", "no", "told", "yes", "arrived", "home"],
  );
});

test("a visit is sent as the contract says, and comes back into its form to be mended", () => {
  const draft = { ...emptyVisit("home", "care"), met: ["p1"], checks: ["fire"], words: "插座发黑", done: ["e1"] };
  draft.follow = [newFollow("hazard", draft, { kind: "wiring", from: "fire" })];

  const data = visitData(draft, "h1", { dog: true }, (code) => code);
  const again = fromData(data, [{ code: "fire", label: "消防", leadsTo: "hazard" }]);

  assert.deepEqual(
    { ...data, follow: null },
    {
      household: "h1",
      kind: "home",
      cadence: "care",
      aim: "",
      met: ["p1"],
      unmet: "",
      checks: { fire: true },
      words: "插座发黑",
      nothing_changed: false,
      sheet: { dog: true },
      errands_done: ["e1"],
      follow: null,
    },
  );
  assert.deepEqual(data["follow"], [{ id: draft.follow[0]!.id, to: "hazard", words: "插座发黑", kind: "wiring" }]);
  assert.deepEqual(
    { met: again.met, checks: again.checks, done: again.done, from: again.follow[0]?.from },
    { met: ["p1"], checks: ["fire"], done: ["e1"], from: "fire" },
  );
  assert.equal(visitFault(emptyVisit()), "visit.noOne");
  assert.equal(visitFault({ ...emptyVisit(), unmet: "无人在家" }), "");
});

test("a QR code is drawn as others draw it, module by module", () => {
  const drawn = (words: string): string => {
    const rows = qrCode(words)!.map((row) => row.map(Number).join(""));
    return createHash("sha256").update(rows.join("\n")).digest("hex").slice(0, 16);
  };

  assert.deepEqual(
    [14, 62, 106].map((length) => drawn("h".repeat(length))),
    ["5fabbb99e4ebd283", "cdd33f937333152d", "b6db6123e0fff600"],
  );
  assert.equal(qrCode("h".repeat(107)), null);
});

test("both languages speak of the same values", () => {
  const zh: Record<string, string> = { ...frameZh, ...workZh };
  const en: Record<string, string> = { ...frameEn, ...workEn };
  const values = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map((one) => one[1]!).sort();

  const apart = Object.keys(zh).filter(
    (key) =>
      new Set(values(zh[key]!)).size !== new Set([...values(zh[key]!), ...values(en[key] ?? "")]).size || !en[key],
  );

  assert.deepEqual(apart, []);
});
