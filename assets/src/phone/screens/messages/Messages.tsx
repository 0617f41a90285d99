import { computed, defineComponent, ref, watch } from "vue";
import { CopyText, Empty, ReadAloud } from "../../components/bits";
import { Filter, Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { Paged } from "../../components/Paged";
import type { Notice } from "../../logic/model";
import { href } from "../../router";
import { useReady, useStore } from "../../store";
import { sayMoment, t } from "../../words";
import { OrderCard } from "../order/OrderCard";

const LED: Record<string, string> = { case: "case", household: "household", person: "person", order: "order" };

/** 消息: notices, orders to a grid, answers. Opening one marks it as read; nothing else does. */
export const Messages = defineComponent(
  (props: { open: string }) => {
    const store = useStore();
    const isReady = useReady("notice");
    const part = ref<"all" | "unread">("all");
    const opened = ref("");
    /** An unread one that was opened stays in the list of unread ones until the screen is left. */
    const kept = ref(new Set<string>());
    const found = computed(() =>
      store.notices.value.filter((one) => part.value === "all" || !one.read || kept.value.has(one.id)),
    );

    function open(one: Notice): void {
      opened.value = opened.value === one.id ? "" : one.id;
      if (one.read || !opened.value) return;
      kept.value.add(one.id);
      void store.engine.act({ kind: "read", id: one.id, scope: one.scope, data: { read: true } });
    }
    watch(
      () => [props.open, isReady.value] as const,
      ([id]) => {
        const one = store.notices.value.find((notice) => notice.id === id);
        if (one && opened.value !== id) open(one);
      },
      { immediate: true },
    );

    const line = (one: Notice) => {
      const isOpen = opened.value === one.id;
      const led = LED[one.about.kind];
      return (
        <li key={one.id} class={["p-card", !one.read && "is-unread"]}>
          <button type="button" class="p-card-link" aria-expanded={isOpen} onClick={() => open(one)}>
            <span class="p-card-head">
              <span class="p-card-title">{one.title}</span>
              {!one.read && <Tag kind="care">{t("messages.unread")}</Tag>}
            </span>
            <span class="p-card-sub">{sayMoment(one.at, store.now.value)}</span>
            {!isOpen && one.words && <span class="p-preview">{one.words}</span>}
            <Icon name="chevron-down" />
          </button>
          {isOpen && (
            <div class="p-card-body">
              <p class="p-pre">{one.words}</p>
              <div class="p-row">
                <ReadAloud words={`${one.title}。${one.words}`} />
                {led && one.about.id && (
                  <a class="p-link-btn" href={href(led, one.about.id)}>
                    {one.about.label || t("messages.see")}
                    <Icon name="chevron-right" />
                  </a>
                )}
              </div>
              <CopyText title={t("messages.copy")} words={`【${one.title}】\n${one.words}`} />
            </div>
          )}
        </li>
      );
    };

    return () => (
      <Page title={t("tab.messages")}>
        {store.orders.value.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
        <Filter
          label={t("messages.filter")}
          value={part.value}
          onPick={(code) => {
            part.value = code as "all" | "unread";
            kept.value = new Set();
          }}
          of={[
            { code: "all", label: t("all") },
            { code: "unread", label: t("messages.unread"), n: store.unread.value },
          ]}
        />
        {isReady.value && !found.value.length && (
          <Empty icon="bell" title={t(part.value === "all" ? "messages.none" : "messages.noUnread")} />
        )}
        <Paged key={part.value} count={found.value.length} row={(index) => line(found.value[index]!)} />
      </Page>
    );
  },
  { props: ["open"] },
);
