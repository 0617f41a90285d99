import { defineComponent } from "vue";
import { Button, Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { OrderRow } from "../../logic/model";
import { isRefused, nextTick, reached, TICKS, type Tick } from "../../logic/orders";
import { href } from "../../router";
import { useStore } from "../../store";
import { sayMoment, t } from "../../words";

export type Ticked = Tick | "refused";

/** Somebody to be brought to a safe place: how far that is, and the next step. */
export const CallCard = defineComponent(
  (props: { row: OrderRow; onPress: (row: OrderRow, step: Ticked) => void }) => {
    const store = useStore();
    return () => {
      const { row } = props;
      const next = nextTick(row);
      const last = row.ticks[row.ticks.length - 1];
      return (
        <li class={["p-card", "p-call", isRefused(row) && "is-late"]}>
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
              <Button kind="main" icon="check" onPress={() => props.onPress(row, next)}>
                {t(`tick.${next}`)}
              </Button>
            )}
            {reached(row) < 1 && !isRefused(row) && (
              <Button onPress={() => props.onPress(row, "refused")}>{t("tick.refusedButton")}</Button>
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
  },
  { props: ["row", "onPress"] },
);
