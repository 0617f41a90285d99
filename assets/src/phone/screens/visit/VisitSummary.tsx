import { defineComponent, type VNodeChild } from "vue";
import { toggles, type Payload, type Person, type SheetItem, type Task } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";
import { changes, shown } from "../households/SheetFields";
import type { VisitDraft } from "./draft";

/** Everything that will be sent, to be read once before it is. */
export const VisitSummary = defineComponent(
  (props: {
    draft: VisitDraft;
    people: readonly Person[];
    tasks: readonly Task[];
    items: readonly SheetItem[];
    held: Payload;
  }) => {
    const store = useStore();
    const fact = (label: string, value: VNodeChild, isEmpty = false) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd class={isEmpty ? "is-empty" : undefined}>{value}</dd>
      </div>
    );
    const lines = (all: readonly string[]) => (
      <ul class="p-plain-list">
        {all.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    );
    return () => {
      const { draft, people, tasks, items, held } = props;
      const names = [
        ...people.filter((one) => draft.met.includes(one.id)).map((one) => one.name),
        ...(draft.other ? [t("visit.other")] : []),
      ];
      const found = toggles(store.form("visit")["toggles"]).filter((one) => draft.checks.includes(one.code));
      const errands = tasks.filter((task) => draft.done.includes(task.ref)).map((task) => task.title);
      const done = [...errands, ...draft.services];
      const changed = draft.unchanged ? {} : changes(items, held, draft.sheet);
      const answers = items
        .filter((item) => item.code in changed)
        .map((item) => `${item.label}：${shown(changed[item.code]) || t("unknown")}`);
      const hazards = store.form("hazard")["kinds"];
      const kindWord = (to: string, kind: string): string =>
        to === "care"
          ? store.say("care", kind)
          : ((Array.isArray(hazards) ? hazards : []).find((one: { code?: string }) => one.code === kind)?.label ??
            kind);
      return (
        <dl class="p-facts p-panel">
          {draft.unmet ? fact(t("visit.nobody"), draft.unmet) : fact(t("visit.who"), names.join("、"))}
          {!draft.unmet &&
            fact(
              t("visit.checks"),
              found.length ? lines(found.map((one) => t("visit.foundAt", { what: one.label }))) : t("visit.allFine"),
            )}
          {!draft.unmet && fact(t("visit.errands"), done.length ? lines(done) : t("none"), !done.length)}
          {!draft.unmet &&
            fact(
              t("visit.sheet"),
              draft.unchanged ? t("visit.unchanged") : answers.length ? lines(answers) : t("visit.notAsked"),
              !draft.unchanged && !answers.length,
            )}
          {fact(t("visit.words"), draft.words.trim() || t("none"), !draft.words.trim())}
          {draft.follow.length > 0 &&
            fact(
              t("visit.follow"),
              lines(
                draft.follow.map((one) =>
                  [t(`follow.${one.to}`), one.kind && kindWord(one.to, one.kind), one.words.trim()]
                    .filter(Boolean)
                    .join(" · "),
                ),
              ),
            )}
        </dl>
      );
    };
  },
  { props: ["draft", "people", "tasks", "items", "held"] },
);
