import { computed, defineComponent } from "vue";
import { Section } from "../../components/bits";
import { Toggle } from "../../components/controls";
import { list } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";
import { flip, type VisitDraft } from "./draft";

/** 流动服务站: the menu one offers at every door; what was done there and then is tapped. */
export const ServicesPart = defineComponent(
  (props: { draft: VisitDraft; change: (part: Partial<VisitDraft>) => void }) => {
    const store = useStore();
    const menu = computed(() => list(store.form("visit")["services"]));
    return () =>
      menu.value.length > 0 && (
        <Section title={t("visit.services")}>
          <p class="p-hint">{t("visit.servicesHint")}</p>
          <div class="p-grid">
            {menu.value.map((one) => (
              <Toggle
                key={one}
                on={props.draft.services.includes(one)}
                icon="heart-handshake"
                onFlip={() => props.change({ services: flip(props.draft.services, one) })}
              >
                {one}
              </Toggle>
            ))}
          </div>
        </Section>
      );
  },
  { props: ["draft", "change"] },
);
