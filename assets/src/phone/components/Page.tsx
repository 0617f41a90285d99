import { defineComponent, watchEffect } from "vue";
import { back, type Tab } from "../router";
import { t } from "../words";
import { Icon } from "./Icon";
import { SyncLine } from "./SyncLine";

/** A screen: its title, the way back, how far sending is, and what it shows. */
export const Page = defineComponent(
  (props: { title: string; up?: Tab; note?: string }, { slots }) => {
    watchEffect(() => (document.title = `${props.title} · ${t("signIn.title")}`));
    return () => (
      <div class={["p-page", slots["foot"] && "has-foot"]}>
        <header class="p-head">
          <div class="p-head-row">
            {props.up && (
              <button type="button" class="p-back" onClick={() => back(props.up!)}>
                <Icon name="chevron-left" />
                <span>{t("back")}</span>
              </button>
            )}
            <h1 tabindex={-1}>{props.title}</h1>
            <div class="p-head-actions">{slots["actions"]?.()}</div>
          </div>
          <SyncLine />
        </header>
        <main class="p-main">
          {props.note && <p class="p-page-note">{props.note}</p>}
          {slots["default"]?.()}
        </main>
        {slots["foot"] && <div class="p-foot">{slots["foot"]()}</div>}
      </div>
    );
  },
  { props: ["title", "up", "note"] },
);
