import { defineComponent, onMounted, onScopeDispose, ref, shallowRef, type VNodeChild } from "vue";
import { windowOf } from "../logic/search";

/** A list of any length: only the rows near what is seen are drawn, all of one height. */
export const LongList = defineComponent(
  (props: {
    label: string;
    of: readonly unknown[];
    keyOf: (index: number) => string;
    row: (index: number) => VNodeChild;
  }) => {
    const list = ref<HTMLElement>();
    const probe = ref<HTMLElement>();
    const seen = shallowRef({ from: 0, view: innerHeight, row: 76 });
    let asked = 0;
    const look = (): void => {
      asked = 0;
      const row = probe.value?.offsetHeight ?? 0;
      const top = list.value?.getBoundingClientRect().top ?? 0;
      seen.value = { from: Math.max(0, -top), view: innerHeight, row: row || seen.value.row };
    };
    const soon = (): void => {
      asked ||= requestAnimationFrame(look);
    };
    const changed = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(soon);
    onMounted(() => {
      look();
      addEventListener("scroll", soon, { passive: true });
      addEventListener("resize", soon, { passive: true });
      if (probe.value) changed?.observe(probe.value);
    });
    onScopeDispose(() => {
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
      changed?.disconnect();
      cancelAnimationFrame(asked);
    });
    return () => {
      const { from, view, row } = seen.value;
      const { start, end } = windowOf(props.of.length, row, from, view);
      return (
        <div class="p-long">
          <div ref={probe} class="p-long-row p-long-probe" aria-hidden="true" />
          <ul ref={list} aria-label={props.label} style={{ height: `${props.of.length * row}px` }}>
            {Array.from({ length: Math.max(0, end - start) }, (_, step) => start + step).map((index) => (
              <li
                key={props.keyOf(index)}
                class="p-long-row"
                style={{ transform: `translateY(${index * row}px)` }}
                aria-setsize={props.of.length}
                aria-posinset={index + 1}
              >
                {props.row(index)}
              </li>
            ))}
          </ul>
        </div>
      );
    };
  },
  { props: ["label", "of", "keyOf", "row"] },
);
