import { defineComponent, type VNodeChild } from "vue";
import type { Task } from "../logic/model";
import { reasonOf } from "../logic/today";
import { useStore } from "../store";
import { Due } from "./bits";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

const SIGNS: Record<string, IconName> = {
  visit: "walk",
  errand: "check",
  case: "message",
  hazard: "alert-triangle",
  care: "heart-handshake",
};

/** One thing to be done: what, and why just now, in words. */
export const TaskLine = defineComponent(
  (props: { task: Task }) => {
    const store = useStore();
    return () => {
      const { task } = props;
      const parts: VNodeChild[] = [reasonOf(task), task.label, task.due && <Due at={task.due} />].filter(Boolean);
      return (
        <li class="p-task">
          <Icon name={SIGNS[task.kind] ?? "check"} />
          <span class="p-task-words">
            <b>{task.title || store.say("task_kind", task.kind)}</b>
            <span class="p-task-why">{parts.flatMap((part, index) => (index ? [" · ", part] : [part]))}</span>
          </span>
        </li>
      );
    };
  },
  { props: ["task"] },
);
