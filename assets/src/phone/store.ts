/** What the screens read: the rows of the phone as typed things, each list made once and shared by all screens. */

import {
  computed,
  inject,
  onScopeDispose,
  ref,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from "vue";
import { reason, tell } from "./components/telling";
import type { Act, Engine, Queued, Row } from "./engine";
import * as model from "./logic/model";
import { entries, flagsOf, type Entry, type Flag, type Part } from "./logic/search";

export type FormKey = "visit" | "household" | "person" | "case" | "case_step" | "hazard" | "wish" | "meeting";
export type WordBook =
  "role" | "sex" | "care" | "case_state" | "hazard_state" | "visit_kind" | "task_kind" | "outcome" | "tick";

export interface Store {
  engine: Engine;
  now: Readonly<Ref<Date>>;
  households: ComputedRef<Map<string, model.Household>>;
  people: ComputedRef<Map<string, model.Person>>;
  /** Every household with who lives there, from door to door. */
  entries: ComputedRef<Entry[]>;
  /** What each household is marked with. */
  flags: ComputedRef<Map<string, Flag[]>>;
  wishes: ComputedRef<Map<string, model.Wish>>;
  tasks: ComputedRef<model.Task[]>;
  /** Newest first, and so are cases and notices. */
  visits: ComputedRef<model.Visit[]>;
  cases: ComputedRef<model.Case[]>;
  orders: ComputedRef<model.Order[]>;
  orderRows: ComputedRef<model.OrderRow[]>;
  notices: ComputedRef<model.Notice[]>;
  queue: Readonly<Ref<Queued[]>>;
  /** Photos of forms that are not sent yet: as long as the app is open, they stay with their form. */
  photos: Map<string, ShallowRef<Blob[]>>;
  /** What was typed and chosen in the list of households: it stays while one looks at one and comes back. */
  lookedFor: { words: Ref<string>; part: Ref<Part>; grid: Ref<string> };
  unread: ComputedRef<number>;
  refused: ComputedRef<number>;
  form: (key: FormKey) => model.Payload;
  /** `visit@12`, as an op names it. */
  formVersion: (key: FormKey) => string;
  gridName: (scope: string) => string;
  /** The word of a code; the code itself when the dictionary is older than the row. */
  say: (book: WordBook, code: string) => string;
  /** Keep what was done and say so; false, with the reason said, where it could not be kept. */
  keep: (done: Act, said: string) => Promise<boolean>;
  /** Whether a step of a case is offered here; the server decides again. */
  may: (step: model.Step, of: model.Case) => boolean;
}

export const STORE: InjectionKey<Store> = Symbol("store");

export function useStore(): Store {
  const found = inject(STORE);
  if (!found) throw new Error("the screens stand outside the app");
  return found;
}

const OPEN = new Set(["waiting", "sent"]);
export const isOpen = (one: Queued): boolean => OPEN.has(one.state);

export function createStore(engine: Engine): Store {
  const each = <T>(kind: string, read: (row: Row) => T): ComputedRef<T[]> => {
    const rows = engine.rows(kind);
    return computed(() => rows.value.map(read));
  };
  const newest = <T>(list: ComputedRef<T[]>, at: (one: T) => string): ComputedRef<T[]> =>
    computed(() => [...list.value].sort((one, other) => (at(one) < at(other) ? 1 : at(one) > at(other) ? -1 : 0)));
  const queue = engine.queue();
  const homes = each("household", model.household);
  const people = each("person", model.person);
  const wishes = each("wish", model.wish);
  const tasks = each("task", model.task);
  const notices = each("notice", model.notice);
  const forms = engine.rows("form");
  const dicts = engine.rows("dict");
  const books = computed(
    () => new Map(dicts.value.map((row) => [model.text(row.payload["name"]), model.object(row.payload["words"])])),
  );
  const form = (key: FormKey): model.Payload => forms.value.find((row) => row.payload["key"] === key)?.payload ?? {};
  const now = clockOfApp();
  const all = computed(() => entries(homes.value, people.value, wishes.value));
  return {
    engine,
    now,
    households: computed(() => new Map(homes.value.map((one) => [one.id, one]))),
    people: computed(() => new Map(people.value.map((one) => [one.id, one]))),
    entries: all,
    flags: computed(() => new Map(all.value.map((entry) => [entry.household.id, flagsOf(entry, now.value)]))),
    wishes: computed(() => new Map(wishes.value.map((one) => [one.household, one]))),
    tasks: computed(() => tasks.value.filter((one) => !one.isDone)),
    visits: newest(each("visit", model.visit), (one) => one.at),
    cases: newest(each("case", model.caseOf), (one) => one.reportedAt || "9"),
    orders: each("order", model.order),
    orderRows: each("order_row", model.orderRow),
    notices: newest(notices, (one) => one.at),
    queue,
    photos: new Map(),
    lookedFor: { words: ref(""), part: ref<Part>(""), grid: ref("") },
    unread: computed(() => notices.value.filter((one) => !one.read).length),
    refused: computed(() => queue.value.filter((one) => one.state === "rejected").length),
    form,
    formVersion: (key) => `${key}@${model.text(form(key)["version"])}`,
    gridName: (scope) => engine.session.value?.grids.find((grid) => grid.id === scope)?.name ?? "",
    say: (book, code) => model.text(books.value.get(book)?.[code]) || code,
    keep: (done, said) => keep(engine, done, said),
    may: (step, of) => mayTake(engine, step, of),
  };
}

async function keep(engine: Engine, done: Act, said: string): Promise<boolean> {
  try {
    await engine.act(done);
  } catch (error) {
    tell(reason(error), true);
    return false;
  }
  tell(said);
  return true;
}

function mayTake(engine: Engine, step: model.Step, of: model.Case): boolean {
  const session = engine.session.value;
  const holds = (rights: { can: string[] } | undefined): boolean => rights?.can.includes(step.need) ?? false;
  return (
    (step.by === "desk" && holds(session?.grids.find((one) => one.id === of.scope))) ||
    holds(session?.units.find((one) => one.id === of.ownerId))
  );
}

/** The clock that words like "还剩 2 小时" go by; it steps once a minute. */
function clockOfApp(): Ref<Date> {
  const now = shallowRef(new Date());
  const timer = setInterval(() => (now.value = new Date()), 60_000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}

/** Whether all rows of these kinds are in memory, so that "nothing here" may be said. */
export function useReady(...kinds: string[]): Readonly<Ref<boolean>> {
  const { engine } = useStore();
  const isReady = ref(false);
  void Promise.all(kinds.map((kind) => engine.ready(kind))).then(() => (isReady.value = true));
  return isReady;
}

/** The photos of a form, found again when one comes back to it; gone when the app is closed or locked. */
export function usePhotos(form: string, about: string): ShallowRef<Blob[]> {
  const { photos } = useStore();
  const key = `${form} ${about}`;
  const kept = photos.get(key) ?? shallowRef<Blob[]>([]);
  photos.set(key, kept);
  return kept;
}

export interface Drafted<T> {
  value: Ref<T>;
  /** What was typed before was found again. */
  isOld: Ref<boolean>;
  /** To be called after each change. */
  keep: () => void;
  /** It was sent, or is not wanted any more. */
  drop: () => Promise<void>;
}

/** A form whose every change is saved on the phone and found again when it is opened. */
export function useDraft<T extends object>(form: string, about: string, empty: () => T): Drafted<T> {
  const kept = useStore().engine.draft(form, about);
  const value = ref(empty()) as Ref<T>;
  const isOld = ref(false);
  let touched = false;
  let last = Promise.resolve(); // one after the other: what is sent must not come back as a draft
  const inTurn = (work: () => Promise<void>): Promise<void> =>
    (last = last.then(work).catch((error: unknown) => tell(reason(error), true)));
  void kept.load().then((found) => {
    if (!found || touched) return;
    value.value = { ...empty(), ...(found as T) };
    isOld.value = true;
  });
  return {
    value,
    isOld,
    keep: () => {
      touched = true;
      const typed = JSON.parse(JSON.stringify(value.value)) as Record<string, unknown>;
      void inTurn(() => kept.save(typed));
    },
    drop: async () => {
      await inTurn(() => kept.drop());
      value.value = empty();
      isOld.value = false;
    },
  };
}
