import { computed, defineComponent } from "vue";
import { Section } from "../../components/bits";
import { Toggle } from "../../components/controls";
import type { IconName } from "../../components/icons";
import { toggles, type Person } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";
import { flip, type VisitDraft } from "./draft";
import { CheckFollow } from "./Follows";

const SIGNS: Record<string, IconName> = {
  electricity: "bolt",
  fire: "urgent",
  alone: "user",
  quarrel: "users",
  need: "heart-handshake",
};

/** What one looks at behind every door; only what is not as it should be is tapped. */
export const LookPart = defineComponent(
  (props: { draft: VisitDraft; change: (part: Partial<VisitDraft>) => void; people: readonly Person[] }) => {
    const store = useStore();
    const checks = computed(() => toggles(store.form("visit")["toggles"]));
    return () => (
      <Section title={t("visit.checks")}>
        <p class="p-hint">{t("visit.checksHint")}</p>
        <div class="p-grid is-three">
          {checks.value.map((check) => {
            const isOn = props.draft.checks.includes(check.code);
            return (
              <Toggle
                key={check.code}
                on={isOn}
                warn
                icon={SIGNS[check.code] ?? "flag"}
                note={t(isOn ? "visit.found" : "visit.fine")}
                onFlip={() =>
                  props.change({
                    checks: flip(props.draft.checks, check.code),
                    follow: props.draft.follow.filter((one) => one.from !== check.code),
                  })
                }
              >
                {check.label}
              </Toggle>
            );
          })}
        </div>
        {checks.value
          .filter((check) => props.draft.checks.includes(check.code))
          .map((check) => (
            <CheckFollow
              key={check.code}
              check={check}
              draft={props.draft}
              change={props.change}
              people={props.people}
            />
          ))}
      </Section>
    );
  },
  { props: ["draft", "change", "people"] },
);
