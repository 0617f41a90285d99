import { computed, defineComponent } from "vue";
import { Section } from "../../components/bits";
import { Area, Radios } from "../../components/controls";
import { list, object, type Choice, type Payload, type Person, type SheetItem, type Task } from "../../logic/model";
import { reasonOf } from "../../logic/today";
import { useStore } from "../../store";
import { sayDue, t } from "../../words";
import type { VisitDraft } from "./draft";
import { ErrandsPart } from "./ErrandsPart";
import { WordsFollow } from "./Follows";
import { LookPart } from "./LookPart";
import { MetPart } from "./MetPart";
import { ServicesPart } from "./ServicesPart";
import { SheetPart } from "./SheetPart";

/** The fields of a visit, in the order in which things happen at a door. */
export const VisitFields = defineComponent(
  (props: {
    draft: VisitDraft;
    change: (part: Partial<VisitDraft>) => void;
    people: readonly Person[];
    tasks: readonly Task[];
    items: readonly SheetItem[];
    held: Payload;
    kinds: readonly Choice[];
    fault: string;
  }) => {
    const store = useStore();
    const form = computed(() => store.form("visit"));
    const aims = computed(() => {
      const kinds = Array.isArray(form.value["kinds"]) ? form.value["kinds"].map(object) : [];
      return list(kinds.find((one) => one["code"] === props.draft.kind)?.["aims"]).map((one) => ({
        code: one,
        label: one,
      }));
    });
    const others = computed(() => props.tasks.filter((task) => task.kind !== "errand" && task.kind !== "visit"));

    return () => (
      <>
        {others.value.length > 0 && (
          <div class="p-panel is-soft">
            <b>{t("visit.alsoHere")}</b>
            <ul class="p-plain-list">
              {others.value.map((task) => (
                <li key={task.id}>
                  {[task.title, reasonOf(task), sayDue(task.due, store.now.value)].filter(Boolean).join(" · ")}
                </li>
              ))}
            </ul>
          </div>
        )}
        <MetPart draft={props.draft} change={props.change} people={props.people} fault={props.fault} />
        {!props.draft.unmet && (
          <>
            <LookPart draft={props.draft} change={props.change} people={props.people} />
            <ErrandsPart draft={props.draft} change={props.change} tasks={props.tasks} />
            <ServicesPart draft={props.draft} change={props.change} />
            <SheetPart draft={props.draft} change={props.change} items={props.items} held={props.held} />
          </>
        )}
        <Section title={t("visit.words")}>
          <Area
            label={t("visit.wordsLabel")}
            hint={t("visit.wordsHint")}
            rows={3}
            optional
            value={props.draft.words}
            onInput={(words) => props.change({ words })}
          />
          <WordsFollow draft={props.draft} change={props.change} people={props.people} />
        </Section>
        {props.kinds.length > 1 && (
          <Section title={t("visit.kind")}>
            <Radios
              label={t("visit.kind")}
              hidden
              inline
              of={props.kinds}
              value={props.draft.kind}
              onPick={(kind) => props.change({ kind, aim: "" })}
            />
            {aims.value.length > 0 && (
              <Radios
                label={t("visit.aim")}
                inline
                of={aims.value}
                value={props.draft.aim}
                onPick={(aim) => props.change({ aim })}
              />
            )}
          </Section>
        )}
      </>
    );
  },
  { props: ["draft", "change", "people", "tasks", "items", "held", "kinds", "fault"] },
);
