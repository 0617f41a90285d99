import { defineComponent } from "vue";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/controls";
import { TaskLine } from "../../components/TaskLine";
import { isPast } from "../../logic/days";
import type { Bundle } from "../../logic/today";
import { href } from "../../router";
import { useStore } from "../../store";
import { t } from "../../words";

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
            <ul class="p-tasks">
              {tasks.slice(0, AT_ONCE).map((task) => (
                <TaskLine key={task.id} task={task} />
              ))}
            </ul>
            {tasks.length > AT_ONCE && (
              <span class="p-card-more">{t("today.moreHere", { n: tasks.length - AT_ONCE })}</span>
            )}
            <Icon name="chevron-right" />
          </a>
        </li>
      );
    };
  },
  { props: ["bundle"] },
);
