import { computed, defineComponent } from "vue";
import { Banner, Section } from "../../components/bits";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { TaskLine } from "../../components/TaskLine";
import type { Household } from "../../logic/model";
import { bundles } from "../../logic/today";
import { href } from "../../router";
import { useStore } from "../../store";
import { t } from "../../words";
import { remaining } from "./draft";

/** The note is on the phone; what is left at this door, and where to go next. */
export const VisitDone = defineComponent(
  (props: { household: Household; done: readonly string[] }) => {
    const store = useStore();
    const left = computed(() => remaining(store.tasks.value, props.household.id, props.done));
    const next = computed(() =>
      bundles(store.tasks.value).find((one) => one.household && one.household !== props.household.id),
    );
    return () => {
      const online = store.engine.sync.value.online;
      const home = next.value && store.households.value.get(next.value.household!);
      return (
        <Page title={t("visit.sentTitle")} up="today">
          <Banner kind="good">
            <b>{t("visit.kept")}</b>
            <p>{t(online ? "visit.keptOnline" : "visit.keptOffline")}</p>
          </Banner>
          {left.value.length > 0 ? (
            <Section title={t("visit.left", { n: left.value.length })}>
              <ul class="p-tasks p-panel">
                {left.value.map((task) => (
                  <TaskLine key={task.id} task={task} />
                ))}
              </ul>
              <a class="p-btn is-main is-wide" href={href("household", props.household.id)}>
                <span>{t("visit.goOn")}</span>
              </a>
            </Section>
          ) : (
            <p class="p-lead">{t("visit.nothingLeft")}</p>
          )}
          {home && (
            <a class="p-btn is-plain is-wide" href={href("household", home.id)}>
              <Icon name="walk" />
              <span>{t("visit.nextDoor", { name: home.head || home.address })}</span>
            </a>
          )}
          <a class="p-btn is-quiet is-wide" href={href("today")}>
            <span>{t("visit.toToday")}</span>
          </a>
        </Page>
      );
    };
  },
  { props: ["household", "done"] },
);
