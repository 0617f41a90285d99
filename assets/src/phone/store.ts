/** What the screens read: the rows of the phone as typed things, each list made once and shared by all screens. */

import { computed, inject, onScopeDispose, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from "vue";
import type { Engine, Queued, Row } from "./engine/index";
import * as model from "./logic/model";
import { withWaiting } from "./logic/orders";
import { entries, type Entry } from "./logic/search";

export interface Store {
  engine: Engine;
  now: Readonly<Ref<Date>>;
  households: ComputedRef<Map<string, model.Household>>;
  people: ComputedRef<model.Person[]>;
  entries: ComputedRef<Entry[]>;
  tasks: ComputedRef<model.Task[]>;
  visits: ComputedRef<model.Visit[]>;
  cases: ComputedRef<model.Case[]>;
  orders: ComputedRef<model.Order[]>;
  orderRows: ComputedRef<model.OrderRow[]>;
  notices: ComputedRef<model.Notice[]>;
  form: ComputedRef<model.Form>;
  words: ComputedRef<Map<string, string>>;
  queue: Readonly<Ref<Queued[]>>;
  unread: ComputedRef<number>;
  refused: ComputedRef<number>;
  gridName: (scope: string) => string;
  say: (code: string) => string;
}

export const STORE: InjectionKey<Store> = Symbol("store");

export function useStore(): Store {
  const found = inject(STORE);
  if (!found) throw new Error("the screens stand outside the app");
  return found;
}

const WAITING = new Set(["waiting", "sent"]);

export function createStore(engine: Engine): Store {
  const each = <T>(kind: string, read: (row: Row) => T): ComputedRef<T[]> => {
    const rows = engine.rows(kind);
    return computed(() => rows.value.map(read));
  };
  const queue = engine.queue();
  const homes = each("household", model.household);
  const people = each("person", model.person);
  const bareRows = each("order_row", model.orderRow);
  const notices = each("notice", model.notice);
  const forms = engine.rows("form");
  const dicts = engine.rows("dict");
  const words = computed(() => new Map(dicts.value.flatMap((row) => Object.entries(row.payload).map(([code, word]) => [code, model.text(word)] as const))));
  const open = (one: Queued): boolean => WAITING.has(one.state);
  return {
    engine,
    now: clockOfApp(),
    households: computed(() => new Map(homes.value.map((one) => [one.id, one]))),
    people,
    entries: computed(() => entries(homes.value, people.value)),
    tasks: each("task", model.task),
    visits: each("visit", model.visit),
    cases: each("case", model.caseOf),
    orders: each("order", model.order),
    orderRows: computed(() =>
      withWaiting(
        bareRows.value,
        queue.value.filter((one) => one.kind === "tick" && open(one)).map((one) => ({ row: model.text(one.data["order_row"]), step: model.text(one.data["step"]) })),
      ),
    ),
    notices: computed(() => {
      const seen = new Set(queue.value.filter((one) => one.kind === "read" && open(one)).map((one) => model.text(one.data["notice"])));
      return notices.value.map((one) => (seen.has(one.id) ? { ...one, read: true } : one)).sort((one, other) => (one.at < other.at ? 1 : -1));
    }),
    form: computed(() => model.form(forms.value.find((row) => row.payload["key"] === "visit")?.payload ?? forms.value[0]?.payload ?? {})),
    words,
    queue,
    unread: computed(() => notices.value.filter((one) => !one.read).length),
    refused: computed(() => queue.value.filter((one) => one.state === "rejected").length),
    gridName: (scope) => engine.session.value?.grids.find((grid) => grid.id === scope)?.name ?? "",
    say: (code) => words.value.get(code) ?? code,
  };
}

/** The clock that words like "还剩 2 小时" go by; it steps once a minute. */
function clockOfApp(): Ref<Date> {
  const now = shallowRef(new Date());
  const timer = setInterval(() => (now.value = new Date()), 60_000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}

/** A value that is saved as a draft at each change and found again when the form is opened. */
export function useDraft<T extends Record<string, unknown>>(form: string, about: string, empty: () => T): { value: Ref<T>; isOld: Ref<boolean>; ready: Promise<void>; keep: () => void; drop: () => Promise<void> } {
  const kept = useStore().engine.draft(form, about);
  const value = ref(empty()) as Ref<T>;
  const isOld = ref(false);
  let touched = false;
  const ready = kept.load().then((found) => {
    if (!found || touched) return;
    value.value = { ...empty(), ...(found as T) };
    isOld.value = true;
  });
  return {
    value,
    isOld,
    ready,
    keep: () => {
      touched = true;
      void kept.save(JSON.parse(JSON.stringify(value.value)) as T);
    },
    drop: async () => {
      await kept.drop();
      value.value = empty();
      isOld.value = false;
    },
  };
}
