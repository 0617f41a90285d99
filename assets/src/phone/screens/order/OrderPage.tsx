import { computed, defineComponent, ref, watch } from "vue";
import { CopyText, Empty, ReadAloud } from "../../components/bits";
import { Area, Button, Filter } from "../../components/controls";
import { Page } from "../../components/Page";
import { Paged } from "../../components/Paged";
import { Sheet } from "../../components/Sheet";
import type { OrderRow } from "../../logic/model";
import { byNeed, coverage, isRefused, reached } from "../../logic/orders";
import { useReady, useStore } from "../../store";
import { sayMoment, t } from "../../words";
import { CallCard, type Ticked } from "./CallCard";
import { CoverageBar } from "./OrderCard";

type Part = "" | "open" | "moving" | "safe" | "refused";

/** 转移名单: call, told, moved, arrived, home. Works without a line; ticks are only ever added. */
export const OrderPage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("order", "order_row");
    const part = ref<Part>("");
    const asked = ref<{ row: OrderRow; step: Ticked } | null>(null);
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

    async function tick(row: OrderRow, step: Ticked, place = ""): Promise<void> {
      const data = { order_row: row.id, step, where: place };
      const said = t("order.ticked", { name: row.name || row.address, step: t(`tick.${step}`) });
      await store.keep({ kind: "tick", scope: row.scope, data }, said);
    }

    function press(row: OrderRow, step: Ticked): void {
      if (step === "arrived" || step === "refused") {
        where.value = "";
        asked.value = { row, step };
      } else void tick(row, step);
    }

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
        <Paged
          key={part.value}
          count={shown.value.length}
          row={(index) => <CallCard key={shown.value[index]!.id} row={shown.value[index]!} onPress={press} />}
        />
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
