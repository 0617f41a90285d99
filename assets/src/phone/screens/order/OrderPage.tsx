import { computed, defineComponent, ref, watch } from "vue";
import { CopyText, Empty, ReadAloud } from "../../components/bits";
import { Area, Button, Filter, Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { Paged } from "../../components/Paged";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import type { OrderRow } from "../../logic/model";
import { byNeed, coverage, isRefused, nextTick, reached, TICKS, type Tick } from "../../logic/orders";
import { href } from "../../router";
import { useReady, useStore } from "../../store";
import { sayMoment, t } from "../../words";
import { CoverageBar } from "./OrderCard";

type Part = "" | "open" | "moving" | "safe" | "refused";

/** 转移名单: call, told, moved, arrived, home. Works without a line; ticks are only ever added. */
export const OrderPage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("order", "order_row");
    const part = ref<Part>("");
    const asked = ref<{ row: OrderRow; step: Tick | "refused" } | null>(null);
    const where = ref("");
    const about = computed(() => store.orders.value.find((one) => one.id === props.id));
    const rows = computed(() => store.orderRows.value.filter((row) => row.order === props.id));
    const sums = computed(() => coverage(rows.value));
    const parts: Record<Part, (row: OrderRow) => boolean> = {
      "": () => true,
      open: (row) => reached(row) < 0 && !isRefused(row),
      moving: (row) => reached(row) >= 0 && reached(row) < 2 && !isRefused(row),
      safe: (row) => reached(row) >= 2,
      refused: isRefused,
    };
    /** Rows stay where they are while one ticks: the order is that of when the part was chosen. */
    const order = ref<string[]>([]);
    watch(
      [part, () => rows.value.length],
      () =>
        (order.value = rows.value
          .filter(parts[part.value])
          .sort(byNeed)
          .map((row) => row.id)),
      { immediate: true },
    );
    const shown = computed(() => {
      const known = new Map(rows.value.map((row) => [row.id, row]));
      return order.value.flatMap((id) => known.get(id) ?? []);
    });

    async function tick(row: OrderRow, step: Tick | "refused", place = ""): Promise<void> {
      try {
        await store.engine.act({ kind: "tick", scope: row.scope, data: { order_row: row.id, step, where: place } });
        tell(
          t("order.ticked", {
            name: row.name || row.address,
            step: step === "refused" ? t("tick.refused") : t(`tick.${step}`),
          }),
        );
      } catch (error) {
        tell(reason(error), true);
      }
    }

    function press(row: OrderRow, step: Tick | "refused"): void {
      if (step === "arrived" || step === "refused") {
        where.value = "";
        asked.value = { row, step };
      } else void tick(row, step);
    }

    const line = (row: OrderRow) => {
      const next = nextTick(row);
      const last = row.ticks[row.ticks.length - 1];
      return (
        <li key={row.id} class={["p-card", "p-call", isRefused(row) && "is-late"]}>
          <div class="p-card-head">
            <span class="p-card-title">{row.name || row.address}</span>
            {row.name && <span class="p-card-sub">{row.address}</span>}
          </div>
          <p class="p-tags">
            {row.why.map((why) => (
              <Tag key={why} kind="care">
                {why}
              </Tag>
            ))}
            {isRefused(row) && <Tag kind="danger">{t("tick.refused")}</Tag>}
          </p>
          {row.helper && <p class="p-meta">{t("order.helper", { name: row.helper })}</p>}
          <ol class="p-steps" aria-label={t("order.steps")}>
            {TICKS.map((step, index) => (
              <li key={step} class={reached(row) >= index ? "is-done" : undefined}>
                <i aria-hidden="true">{reached(row) >= index ? <Icon name="check" /> : null}</i>
                <span>{t(`tick.${step}`)}</span>
                {reached(row) >= index && <span class="p-hidden">{t("order.stepDone")}</span>}
              </li>
            ))}
          </ol>
          {last && (
            <p class="p-meta">
              {[sayMoment(last.at, store.now.value), last.by, last.where].filter(Boolean).join(" · ")}
            </p>
          )}
          <div class="p-row">
            {row.phone && (
              <a class="p-btn is-plain" href={`tel:${row.phone}`}>
                <Icon name="phone" />
                <span>{t("order.call")}</span>
              </a>
            )}
            {next && (
              <Button kind="main" icon="check" onPress={() => press(row, next)}>
                {t(`tick.${next}`)}
              </Button>
            )}
            {reached(row) < 1 && !isRefused(row) && (
              <Button onPress={() => press(row, "refused")}>{t("tick.refusedButton")}</Button>
            )}
            {row.household && store.households.value.has(row.household) && (
              <a class="p-link-btn" href={href("household", row.household)}>
                {t("order.household")}
              </a>
            )}
          </div>
        </li>
      );
    };

    return () => (
      <Page title={about.value?.title ?? t("order.title")} up="today">
        {about.value && (
          <div class="p-panel is-danger">
            {about.value.until && (
              <p>
                <b>{t("order.until", { at: sayMoment(about.value.until, store.now.value) })}</b>
              </p>
            )}
            <p class="p-pre">{about.value.words}</p>
            <CoverageBar all={sums.value.all} done={sums.value.arrived} />
            <p>{t("order.sumLong", { ...sums.value })}</p>
            <ReadAloud words={`${about.value.title}。${about.value.words}`} />
          </div>
        )}
        <Filter
          label={t("order.filter")}
          value={part.value}
          onPick={(code) => (part.value = code as Part)}
          of={(Object.keys(parts) as Part[]).map((code) => ({
            code,
            label: t(`order.part.${code || "all"}`),
            n: rows.value.filter(parts[code]).length,
          }))}
        />
        {isReady.value && !rows.value.length && <Empty title={t("order.none")} />}
        <Paged key={part.value} count={shown.value.length} row={(index) => line(shown.value[index]!)} />
        {about.value && (
          <CopyText title={t("order.copy")} words={t("order.text", { title: about.value.title, ...sums.value })} />
        )}
        <Sheet
          open={asked.value !== null}
          title={
            asked.value
              ? t(asked.value.step === "refused" ? "order.refusedTitle" : "order.arrivedTitle", {
                  name: asked.value.row.name || asked.value.row.address,
                })
              : ""
          }
          onClose={() => (asked.value = null)}
        >
          {asked.value && (
            <div class="p-stack">
              <Area
                label={t(asked.value.step === "refused" ? "order.because" : "order.where")}
                rows={2}
                most={120}
                optional
                value={where.value}
                onInput={(value) => (where.value = value)}
              />
              <Button
                kind="main"
                wide
                icon="check"
                onPress={() => {
                  const { row, step } = asked.value!;
                  asked.value = null;
                  void tick(row, step, where.value.trim());
                }}
              >
                {t("order.record")}
              </Button>
            </div>
          )}
        </Sheet>
      </Page>
    );
  },
  { props: ["id"] },
);
