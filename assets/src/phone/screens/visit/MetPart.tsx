import { computed, defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Fault, Radios, Toggle } from "../../components/controls";
import { list, type Person } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";
import { flip, type VisitDraft } from "./draft";

/** Who was met, by tapping names; or nobody, and why. */
export const MetPart = defineComponent(
  (props: {
    draft: VisitDraft;
    change: (part: Partial<VisitDraft>) => void;
    people: readonly Person[];
    fault: string;
  }) => {
    const store = useStore();
    const asked = ref(false);
    const isNobody = computed(() => asked.value || props.draft.unmet !== "");
    const unmet = computed(() => list(store.form("visit")["unmet"]).map((one) => ({ code: one, label: one })));

    function leave(part: Partial<VisitDraft>): void {
      asked.value = false;
      props.change(part);
    }
    function nobody(): void {
      asked.value = !isNobody.value;
      const only = asked.value && unmet.value.length === 1 ? unmet.value[0]!.code : "";
      props.change({ met: [], other: false, unmet: only });
    }

    return () => (
      <Section title={t("visit.who")}>
        <div id="visit-met" class="p-grid">
          {props.people.map((one) => (
            <Toggle
              key={one.id}
              on={props.draft.met.includes(one.id)}
              icon="user"
              note={store.say("role", one.role)}
              onFlip={() => leave({ met: flip(props.draft.met, one.id), unmet: "" })}
            >
              {one.name}
            </Toggle>
          ))}
          <Toggle on={props.draft.other} icon="users" onFlip={() => leave({ other: !props.draft.other, unmet: "" })}>
            {t("visit.other")}
          </Toggle>
          <Toggle on={isNobody.value} icon="x" warn onFlip={nobody}>
            {t("visit.nobody")}
          </Toggle>
        </div>
        {isNobody.value && (
          <Radios
            label={t("visit.why")}
            of={unmet.value}
            value={props.draft.unmet}
            onPick={(why) => props.change({ unmet: why, met: [], other: false })}
          />
        )}
        <Fault words={props.fault} />
      </Section>
    );
  },
  { props: ["draft", "change", "people", "fault"] },
);
