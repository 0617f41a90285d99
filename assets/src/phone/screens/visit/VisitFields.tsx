import { computed, defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Area, Radios, Toggle } from "../../components/controls";
import type { IconName } from "../../components/icons";
import {
  list,
  object,
  toggles,
  type Choice,
  type Payload,
  type Person,
  type SheetItem,
  type Task,
} from "../../logic/model";
import { reasonOf } from "../../logic/today";
import { useStore } from "../../store";
import { sayDue, t } from "../../words";
import { plain, SheetField } from "../households/SheetFields";
import { text } from "../../logic/model";
import type { VisitDraft } from "./draft";
import { CheckFollow, WordsFollow } from "./Follows";

const SIGNS: Record<string, IconName> = {
  electricity: "bolt",
  fire: "urgent",
  alone: "user",
  quarrel: "users",
  need: "heart-handshake",
};

const flip = (all: readonly string[], one: string): string[] =>
  all.includes(one) ? all.filter((other) => other !== one) : [...all, one];

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
    const isNobody = ref(props.draft.unmet !== "");
    const isChanging = ref(Object.keys(props.draft.sheet).length > 0);
    const form = computed(() => store.form("visit"));
    const checks = computed(() => toggles(form.value["toggles"]));
    const unmet = computed(() => list(form.value["unmet"]).map((one) => ({ code: one, label: one })));
    const aims = computed(() => {
      const kinds = Array.isArray(form.value["kinds"]) ? form.value["kinds"].map(object) : [];
      return list(kinds.find((one) => one["code"] === props.draft.kind)?.["aims"]).map((one) => ({
        code: one,
        label: one,
      }));
    });
    const errands = computed(() => props.tasks.filter((task) => task.kind === "errand"));
    const others = computed(() => props.tasks.filter((task) => task.kind !== "errand" && task.kind !== "visit"));

    const met = () => (
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
        {props.fault && (
          <p class="p-fault is-block" role="alert">
            {props.fault}
          </p>
        )}
      </Section>
    );
    function leave(part: Partial<VisitDraft>): void {
      isNobody.value = false;
      props.change(part);
    }
    function nobody(): void {
      isNobody.value = !isNobody.value;
      props.change({
        met: [],
        other: false,
        unmet: isNobody.value && unmet.value.length === 1 ? unmet.value[0]!.code : "",
      });
    }

    const looked = () => (
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

    const done = () =>
      errands.value.length > 0 && (
        <Section title={t("visit.errands")} n={errands.value.length}>
          <div class="p-stack">
            {errands.value.map((task) => (
              <Toggle
                key={task.id}
                on={props.draft.done.includes(task.ref)}
                icon="check"
                note={[reasonOf(task), task.label, sayDue(task.due, store.now.value)].filter(Boolean).join(" · ")}
                onFlip={() => props.change({ done: flip(props.draft.done, task.ref) })}
              >
                {task.title}
              </Toggle>
            ))}
          </div>
        </Section>
      );

    const sheet = () => (
      <Section title={t("visit.sheet")}>
        <div class="p-grid">
          <Toggle
            on={props.draft.unchanged}
            icon="circle-check"
            note={t("visit.unchangedNote", { n: props.items.length })}
            onFlip={() => {
              isChanging.value = false;
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
              isChanging.value = !isChanging.value;
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
        {met()}
        {!props.draft.unmet && (
          <>
            {looked()}
            {done()}
            {sheet()}
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
