import { computed, defineComponent } from "vue";
import { Icon } from "../../components/Icon";
import type { Order } from "../../logic/model";
import { coverage } from "../../logic/orders";
import { href } from "../../router";
import { useStore } from "../../store";
import { sayMoment, t } from "../../words";

/** An emergency stands above everything else, with how far it is. */
export const OrderCard = defineComponent(
  (props: { order: Order }) => {
    const store = useStore();
    const rows = computed(() => coverage(store.orderRows.value.filter((row) => row.order === props.order.id)));
    return () => (
      <a class="p-order" href={href("order", props.order.id)}>
        <span class="p-order-kind">
          <Icon name="urgent" />
          {t("order.urgent")}
        </span>
        <b>{props.order.title}</b>
        {props.order.until && <span>{t("order.until", { at: sayMoment(props.order.until, store.now.value) })}</span>}
        <CoverageBar all={rows.value.all} done={rows.value.arrived} />
        <span>{t("order.sum", { all: rows.value.all, told: rows.value.told, arrived: rows.value.arrived })}</span>
      </a>
    );
  },
  { props: ["order"] },
);

/** How much of a list is done, as a bar beside the words that say it. */
export const CoverageBar = defineComponent(
  (props: { all: number; done: number }) => () => (
    <progress
      class="p-coverage"
      max={props.all || 1}
      value={props.done}
      aria-label={t("order.bar", { done: props.done, all: props.all })}
    />
  ),
  { props: ["all", "done"] },
);
