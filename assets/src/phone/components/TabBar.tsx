import { defineComponent } from "vue";
import { href, route, TABS, type Tab } from "../router";
import { useStore } from "../store";
import { t, type Key } from "../words";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

const SIGNS: Record<Tab, IconName> = {
  today: "list-check",
  households: "home",
  report: "plus",
  messages: "bell",
  me: "user",
};

export const TabBar = defineComponent(() => {
  const store = useStore();
  const counts = (tab: Tab): { n: number; words: string } | null => {
    if (tab === "messages" && store.unread.value)
      return { n: store.unread.value, words: t("messages.unreadCount", { n: store.unread.value }) };
    if (tab === "me" && store.refused.value)
      return { n: store.refused.value, words: t("sync.refused", { n: store.refused.value }) };
    return null;
  };
  return () => (
    <nav class="p-tabs" aria-label={t("tabs")}>
      {TABS.map((tab) => {
        const count = counts(tab);
        return (
          <a
            key={tab}
            href={href(tab)}
            class={["p-tab", `is-${tab}`]}
            aria-current={route.value.name === tab ? "page" : undefined}
          >
            <span class="p-tab-sign">
              <Icon name={SIGNS[tab]} />
              {count && (
                <span class="p-count">
                  <span aria-hidden="true">{count.n > 99 ? "99+" : count.n}</span>
                  <span class="p-hidden">{count.words}</span>
                </span>
              )}
            </span>
            <span>{t(`tab.${tab}` as Key)}</span>
          </a>
        );
      })}
    </nav>
  );
});
