import { defineComponent } from "vue";
import { Due } from "../../components/bits";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/controls";
import type { IconName } from "../../components/icons";
import { isPast } from "../../logic/days";
import type { Task } from "../../logic/model";
import type { Bundle } from "../../logic/today";
import { href } from "../../router";
import { useStore } from "../../store";
import { t } from "../../words";

const SIGNS: Record<string, IconName> = { visit: "walk", errand: "check", case: "message", hazard: "alert-triangle", care: "heart-handshake" };
const AT_ONCE = 3;

/** Where a thing is done: at its door, or on the page of its case. */
function placeOf(bundle: Bundle): string {
  if (bundle.household) return href("household", bundle.household);
  const task = bundle.tasks[0]!;
  return task.kind === "case" ? href("case", task.ref) : href("today");
}

/** One door with all that is due behind it, or one thing without a door. */
export const BundleCard = defineComponent(
  (props: { bundle: Bundle }) => {
    const store = useStore();
    const line = (task: Task) => (
      <li key={task.id} class="p-task">
        <Icon name={SIGNS[task.kind] ?? "check"} />
        <span class="p-task-words">
          <b>{task.title || store.say("task_kind", task.kind)}</b>
          <span class="p-task-why">
            {task.why && <span>{task.why}</span>}
            {task.why && task.due && <i aria-hidden="true"> · </i>}
            <Due at={task.due} />
          </span>
        </span>
      </li>
    );
    return () => {
      const { household, tasks } = props.bundle;
      const home = household ? store.households.value.get(household) : undefined;
      const isLate = tasks.some((task) => isPast(task.due, store.now.value));
      const wish = household ? store.wishes.value.get(household) : undefined;
      return (
        <li class={["p-card", isLate && "is-late"]}>
          <a class="p-card-link" href={placeOf(props.bundle)}>
            {household && (
              <span class="p-card-head">
                <span class="p-card-title">{home?.head || t("household.unknown")}</span>
                <span class="p-card-sub">{home?.address}</span>
                {wish && <Tag kind="warn">{t("flag.quiet")}</Tag>}
              </span>
            )}
            <ul class="p-tasks">{tasks.slice(0, AT_ONCE).map(line)}</ul>
            {tasks.length > AT_ONCE && <span class="p-card-more">{t("today.moreHere", { n: tasks.length - AT_ONCE })}</span>}
            <Icon name="chevron-right" />
          </a>
        </li>
      );
    };
  },
  { props: ["bundle"] },
);
