import { computed, defineComponent } from "vue";
import { Section } from "../../components/bits";
import { Toggle } from "../../components/controls";
import type { Task } from "../../logic/model";
import { reasonOf } from "../../logic/today";
import { useStore } from "../../store";
import { sayDue, t } from "../../words";
import { flip, type VisitDraft } from "./draft";

/** 上一次门至少办两件事: the errands of this door, ticked when done. */
export const ErrandsPart = defineComponent(
  (props: { draft: VisitDraft; change: (part: Partial<VisitDraft>) => void; tasks: readonly Task[] }) => {
    const store = useStore();
    const errands = computed(() => props.tasks.filter((task) => task.kind === "errand"));
    return () =>
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
  },
  { props: ["draft", "change", "tasks"] },
);
