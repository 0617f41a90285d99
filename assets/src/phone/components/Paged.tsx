import { defineComponent, ref, type VNodeChild } from "vue";
import { t } from "../words";

const AT_ONCE = 30;

/** Cards below each other; of many the first ones, and more when asked for. */
export const Paged = defineComponent(
  (props: { count: number; row: (index: number) => VNodeChild; first?: number }) => {
    const shown = ref(props.first ?? AT_ONCE);
    return () => (
      <>
        <ul class="p-cards">
          {Array.from({ length: Math.min(props.count, shown.value) }, (_, index) => props.row(index))}
        </ul>
        {props.count > shown.value && (
          <button type="button" class="p-more" onClick={() => (shown.value += AT_ONCE)}>
            {t("more", { n: Math.min(AT_ONCE, props.count - shown.value) })}
          </button>
        )}
      </>
    );
  },
  { props: ["count", "row", "first"] },
);
