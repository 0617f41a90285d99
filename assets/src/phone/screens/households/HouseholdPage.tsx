import { computed, defineComponent, ref } from "vue";
import { Banner, Empty, ReadAloud, Section } from "../../components/bits";
import { Button } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { TaskLine } from "../../components/TaskLine";
import type { Household } from "../../logic/model";
import { byUrgency } from "../../logic/today";
import { go } from "../../router";
import { useReady, useStore } from "../../store";
import { sayDay, sayMoment, t } from "../../words";
import { CaseLine } from "../report/CaseLine";
import { FlagTags } from "./flags";
import { CareTags, MemberLine } from "./MemberLine";
import { SheetSection } from "./SheetSection";
import { VisitLine } from "./VisitLine";
import { WishSheet, wishWords } from "./WishSheet";

/** A household: who lives there, all that is due behind this door, what was, and what may be changed. */
export const HouseholdPage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("household", "person", "task", "visit", "case", "wish");
    const isWishOpen = ref(false);
    const entry = computed(() => store.entries.value.find((one) => one.household.id === props.id));
    const tasks = computed(() => store.tasks.value.filter((task) => task.household === props.id).sort(byUrgency));
    const visits = computed(() => store.visits.value.filter((visit) => visit.household === props.id));
    const cases = computed(() => {
      const named = new Set([
        ...tasks.value.filter((task) => task.kind === "case").map((task) => task.ref),
        ...visits.value.flatMap((visit) => visit.follows.map((one) => one.id)),
      ]);
      return store.cases.value.filter((one) => one.household === props.id || named.has(one.id));
    });

    async function confirm(): Promise<void> {
      const { id, scope, ver } = entry.value!.household;
      const [data, form] = [{ confirmed: true }, store.formVersion("household")];
      await store.keep({ kind: "household", id, scope, base: ver, data, form }, t("household.confirmed"));
    }

    const about = (household: Household) => (
      <div class="p-panel">
        <p class="p-place">
          <Icon name="map-pin" />
          {household.address || t("household.noAddress")}
        </p>
        <p class="p-tags">
          <FlagTags flags={store.flags.value.get(household.id) ?? []} />
          <CareTags codes={household.care} />
        </p>
        <p class="p-meta">
          {household.confirmed
            ? t("household.confirmedAt", { day: sayDay(household.confirmed, store.now.value) })
            : t("household.neverConfirmed")}
        </p>
      </div>
    );

    const past = () => (
      <>
        {cases.value.length > 0 && (
          <Section title={t("household.cases")} n={cases.value.length}>
            <ul class="p-cards">
              {cases.value.map((one) => (
                <CaseLine key={one.id} of={one} />
              ))}
            </ul>
          </Section>
        )}
        <Section title={t("household.visits")} n={visits.value.length}>
          {visits.value.length ? (
            <ul class="p-visits">
              {visits.value.slice(0, 5).map((visit) => (
                <VisitLine key={visit.id} visit={visit} />
              ))}
            </ul>
          ) : (
            <p class="p-lead">{t("household.noVisits")}</p>
          )}
        </Section>
        {visits.value[0]?.words && (
          <ReadAloud words={`${sayMoment(visits.value[0].at, store.now.value)}，${visits.value[0].words}`} />
        )}
      </>
    );

    const foot = () => (
      <>
        <Button icon="alert-triangle" onPress={() => go("hazard", props.id)}>
          {t("household.hazard")}
        </Button>
        <Button icon="message" onPress={() => go("report", "", { household: props.id })}>
          {t("household.case")}
        </Button>
        <Button kind="main" icon="walk" onPress={() => go("visit", props.id)}>
          {t("household.visit")}
        </Button>
      </>
    );

    return () => {
      if (!entry.value)
        return (
          <Page title={t("household.title")} up="households">
            {isReady.value ? <Empty icon="home" title={t("household.gone")} /> : null}
          </Page>
        );
      const { household, people, wish } = entry.value;
      const body = () => (
        <>
          {about(household)}
          {wish && (
            <Banner kind="warn" icon="eye-off">
              <b>{wishWords(wish, store.now.value)}</b>
              {wish.words && <p>{wish.words}</p>}
            </Banner>
          )}
          <Section title={t("household.due")} n={tasks.value.length}>
            {tasks.value.length ? (
              <ul class="p-tasks p-panel">
                {tasks.value.map((task) => (
                  <TaskLine key={task.id} task={task} />
                ))}
              </ul>
            ) : (
              <p class="p-lead">{t("household.nothingDue")}</p>
            )}
          </Section>
          <Section title={t("household.people")} n={people.length}>
            {people.length ? (
              <ul class="p-members">
                {people.map((person) => (
                  <MemberLine key={person.id} person={person} />
                ))}
              </ul>
            ) : (
              <p class="p-lead">{t("household.nobody")}</p>
            )}
          </Section>
          <SheetSection
            title={t("household.sheet")}
            kind="household"
            id={household.id}
            scope={household.scope}
            ver={household.ver}
            held={household.sheet}
          />
          <div class="p-row">
            <Button icon="circle-check" onPress={() => void confirm()}>
              {t("household.confirm")}
            </Button>
            <Button icon="eye-off" onPress={() => (isWishOpen.value = true)}>
              {t(wish ? "wish.change" : "wish.new")}
            </Button>
          </div>
          {past()}
          <WishSheet
            open={isWishOpen.value}
            household={household}
            wish={wish}
            onClose={() => (isWishOpen.value = false)}
          />
        </>
      );
      return (
        <Page title={household.head ? t("household.of", { name: household.head }) : household.address} up="households">
          {{ default: body, foot }}
        </Page>
      );
    };
  },
  { props: ["id"] },
);
