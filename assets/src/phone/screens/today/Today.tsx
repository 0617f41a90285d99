import { computed, defineComponent, ref } from "vue";
import { Empty, GridFilter, Section } from "../../components/bits";
import { Page } from "../../components/Page";
import { daysUntil } from "../../logic/days";
import { fromDoor, nextDue, sections, type Bundle, type Section as Part } from "../../logic/today";
import { useReady, useStore } from "../../store";
import { sayDate, sayDay, t } from "../../words";
import { OrderCard } from "../order/OrderCard";
import { BundleCard } from "./BundleCard";

const PARTS: readonly Part[] = ["first", "today", "later"];
const AT_ONCE = 20;
const FAR = 1_000_000;

/** 今日: what is to be done, the most urgent first, with its reason in words. */
export const Today = defineComponent(() => {
  const store = useStore();
  const isReady = useReady("task", "household", "order", "order_row");
  const grid = ref("");
  const shown = ref<Record<Part, number>>({ first: AT_ONCE, today: AT_ONCE, later: 5 });
  /** Near is what lies near the door where one was last today. */
  const near = computed(() => {
    const name = store.engine.session.value?.name;
    const last = store.visits.value.find((one) => one.household && (one.isWaiting || one.by === name));
    if (!last || daysUntil(last.at, store.now.value) !== 0) return new Map<string, number>();
    const doors = store.entries.value.map((entry) => entry.household).filter((home) => home.scope === last.scope);
    return fromDoor(
      doors.map((home) => home.id),
      last.household,
    );
  });
  const tasks = computed(() => {
    const mine = store.tasks.value.filter((task) => !grid.value || task.scope === grid.value);
    return near.value.size
      ? mine.map((task) => ({ ...task, distance: near.value.get(task.household ?? "") ?? FAR }))
      : mine;
  });
  const parts = computed(() => sections(tasks.value, store.now.value));
  const doors = computed(() => new Set(tasks.value.map((task) => task.household).filter(Boolean)).size);

  const part = (name: Part, found: Bundle[]) =>
    found.length > 0 && (
      <Section key={name} title={t(`today.${name}`)} n={found.reduce((sum, one) => sum + one.tasks.length, 0)}>
        <ul class="p-cards">
          {found.slice(0, shown.value[name]).map((bundle) => (
            <BundleCard key={bundle.key} bundle={bundle} />
          ))}
        </ul>
        {found.length > shown.value[name] && (
          <button
            type="button"
            class="p-more"
            onClick={() => (shown.value = { ...shown.value, [name]: shown.value[name] + AT_ONCE })}
          >
            {t("more", { n: Math.min(AT_ONCE, found.length - shown.value[name]) })}
          </button>
        )}
      </Section>
    );

  const nothing = () => {
    const next = nextDue(tasks.value, store.now.value);
    return (
      <Empty title={t("today.done")}>
        <p>
          {next ? t("today.next", { day: sayDay(next.due, store.now.value), what: next.title }) : t("today.noNext")}
        </p>
      </Empty>
    );
  };

  return () => {
    const { first, today } = parts.value;
    return (
      <Page title={t("tab.today")}>
        <p class="p-lead">
          {sayDate(store.now.value)} · {t("today.count", { tasks: tasks.value.length, doors: doors.value })}
        </p>
        {store.orders.value.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
        <GridFilter value={grid.value} onPick={(id) => (grid.value = id)} />
        {!isReady.value ? <p class="p-lead">{t("loading")}</p> : !first.length && !today.length && nothing()}
        {PARTS.map((name) => part(name, parts.value[name]))}
      </Page>
    );
  };
});
