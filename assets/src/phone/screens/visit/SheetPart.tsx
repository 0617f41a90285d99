import { computed, defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Toggle } from "../../components/controls";
import { text, type Payload, type SheetItem } from "../../logic/model";
import { t } from "../../words";
import { plain, SheetField } from "../households/SheetFields";
import type { VisitDraft } from "./draft";

/** 无变化 confirms the whole sheet by one tap; changes are the exception. */
export const SheetPart = defineComponent(
  (props: {
    draft: VisitDraft;
    change: (part: Partial<VisitDraft>) => void;
    items: readonly SheetItem[];
    held: Payload;
  }) => {
    const asked = ref(false);
    const isChanging = computed(() => asked.value || Object.keys(props.draft.sheet).length > 0);
    return () => (
      <Section title={t("visit.sheet")}>
        <div class="p-grid">
          <Toggle
            on={props.draft.unchanged}
            icon="circle-check"
            note={t("visit.unchangedNote", { n: props.items.length })}
            onFlip={() => {
              asked.value = false;
              props.change({ unchanged: !props.draft.unchanged, sheet: {} });
            }}
          >
            {t("visit.unchanged")}
          </Toggle>
          <Toggle
            on={isChanging.value}
            icon="edit"
            note={t("visit.changedNote")}
            onFlip={() => {
              asked.value = !isChanging.value;
              props.change({ unchanged: false, sheet: {} });
            }}
          >
            {t("visit.changed")}
          </Toggle>
        </div>
        {isChanging.value && (
          <div class="p-panel p-stack">
            {props.items.map((item) => (
              <SheetField
                key={item.code}
                item={item}
                value={props.draft.sheet[item.code] ?? text(plain(props.held[item.code]))}
                onChange={(value) => props.change({ sheet: { ...props.draft.sheet, [item.code]: value } })}
              />
            ))}
          </div>
        )}
      </Section>
    );
  },
  { props: ["draft", "change", "items", "held"] },
);
