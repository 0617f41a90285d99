import { computed, defineComponent, onMounted, ref } from "vue";
import { Banner, Empty } from "../../components/bits";
import { Button } from "../../components/controls";
import { Page } from "../../components/Page";
import { reason, tell } from "../../components/telling";
import { isBetween } from "../../logic/days";
import { choices, object, text, toggles, type Payload } from "../../logic/model";
import { useDraft, useReady, useStore } from "../../store";
import { t } from "../../words";
import { changes, sheetItems } from "../households/SheetFields";
import { wishWords } from "../households/WishSheet";
import { emptyVisit, fromData, visitData, visitFault, type VisitDraft } from "./draft";
import { VisitDone } from "./VisitDone";
import { VisitFields } from "./VisitFields";
import { VisitSummary } from "./VisitSummary";

type Stage = "form" | "summary" | "sent";

/** 走访: a minute at a door. Every touch is kept as a draft; a summary comes before sending. */
export const VisitForm = defineComponent(
  (props: { household: string; mend: string }) => {
    const store = useStore();
    const began = performance.now();
    const isReady = useReady("household", "person", "task", "form");
    const draft = useDraft<VisitDraft>("visit", props.mend || props.household, emptyVisit);
    const stage = ref<Stage>("form");
    const fault = ref("");
    const busy = ref(false);
    const sentDone = ref<string[]>([]);
    onMounted(() => requestAnimationFrame(() => store.engine.measured("form", performance.now() - began)));

    const returned = computed(() => store.queue.value.find((one) => one.op === props.mend));
    const household = computed(() => props.household || text(returned.value?.data["household"]));
    const home = computed(() => store.households.value.get(household.value));
    const entry = computed(() => store.entries.value.find((one) => one.household.id === household.value));
    const tasks = computed(() => store.tasks.value.filter((task) => task.household === household.value));
    const items = computed(() => sheetItems(store.form("household")["items"]));
    const kinds = computed(() => choices(store.form("visit")["kinds"]));

    /** The habit this visit is due by, and its kind; the first kind when none is due. */
    const habit = computed(() => {
      const due = tasks.value.find((task) => task.kind === "visit")?.title;
      const found = (
        Array.isArray(store.form("visit")["cadences"]) ? (store.form("visit")["cadences"] as unknown[]) : []
      )
        .map(object)
        .find((one) => due && one["label"] === due);
      return { cadence: text(found?.["code"]), kind: text(found?.["kind"]) || kinds.value[0]?.code || "" };
    });
    const value = computed<VisitDraft>(() => ({
      ...draft.value.value,
      kind: draft.value.value.kind || habit.value.kind,
      cadence: draft.value.value.cadence || habit.value.cadence,
    }));

    const quiet = computed(() => ({
      begins: text(object(store.form("visit")["quiet"])["begins"]),
      ends: text(object(store.form("visit")["quiet"])["ends"]),
    }));
    const isQuiet = computed(
      () =>
        Boolean(quiet.value.begins && quiet.value.ends) &&
        isBetween(store.now.value, quiet.value.begins, quiet.value.ends),
    );

    if (props.mend && returned.value)
      draft.value.value = fromData(returned.value.data, toggles(store.form("visit")["toggles"]));

    function change(part: Partial<VisitDraft>): void {
      draft.value.value = { ...draft.value.value, ...part };
      fault.value = "";
      draft.keep();
    }

    function review(): void {
      const missing = visitFault(value.value);
      fault.value = missing && t(missing);
      if (missing) document.querySelector("#visit-met")?.scrollIntoView({ block: "start" });
      else {
        stage.value = "summary";
        scrollTo(0, 0);
      }
    }

    const label = (code: string): string =>
      toggles(store.form("visit")["toggles"]).find((one) => one.code === code)?.label ??
      (code in { case: 1, hazard: 1, care: 1, dispute: 1 } ? t(`follow.${code as "case"}`) : code);

    async function send(): Promise<void> {
      busy.value = true;
      const sheet: Payload = value.value.unchanged
        ? {}
        : changes(items.value, home.value?.sheet ?? {}, value.value.sheet);
      const data = visitData(value.value, household.value, sheet, label);
      try {
        if (props.mend) await store.engine.resend(props.mend, data);
        else
          await store.engine.act({
            kind: "visit",
            scope: home.value?.scope ?? "",
            data,
            form: store.formVersion("visit"),
          });
        sentDone.value = value.value.done;
        await draft.drop();
        stage.value = "sent";
        scrollTo(0, 0);
      } catch (error) {
        tell(reason(error), true);
      } finally {
        busy.value = false;
      }
    }

    const foot = () =>
      stage.value === "form" ? (
        <Button kind="main" wide onPress={review}>
          {t("visit.review")}
        </Button>
      ) : (
        <>
          <Button onPress={() => (stage.value = "form")}>{t("visit.back")}</Button>
          <Button kind="main" busy={busy.value} icon="check" onPress={() => void send()}>
            {t("visit.send")}
          </Button>
        </>
      );

    return () => {
      if (!entry.value || !home.value)
        return (
          <Page title={t("visit.title")} up="households">
            {isReady.value ? <Empty icon="home" title={t("household.gone")} /> : null}
          </Page>
        );
      if (stage.value === "sent") return <VisitDone household={home.value} done={sentDone.value} />;
      const { people, wish } = entry.value;
      return (
        <Page
          title={t(stage.value === "form" ? "visit.of" : "visit.check", {
            name: home.value.head || home.value.address,
          })}
          up="households"
          note={home.value.head ? home.value.address : undefined}
        >
          {{
            default: () =>
              stage.value === "summary" ? (
                <VisitSummary
                  draft={value.value}
                  people={people}
                  tasks={tasks.value}
                  items={items.value}
                  held={home.value!.sheet}
                />
              ) : (
                <>
                  {returned.value && <Banner kind="danger">{t("mend.because", { why: returned.value.words })}</Banner>}
                  {isQuiet.value && (
                    <Banner kind="warn" icon="clock">
                      {t("visit.quiet", quiet.value)}
                    </Banner>
                  )}
                  {wish && (
                    <Banner kind="warn" icon="eye-off">
                      {[wishWords(wish, store.now.value), wish.words].filter(Boolean).join("。")}
                    </Banner>
                  )}
                  {draft.isOld.value && (
                    <Banner kind="info">
                      {t("draft.found")}{" "}
                      <button type="button" class="p-inline-btn" onClick={() => void draft.drop()}>
                        {t("draft.drop")}
                      </button>
                    </Banner>
                  )}
                  <VisitFields
                    draft={value.value}
                    change={change}
                    people={people}
                    tasks={tasks.value}
                    items={items.value}
                    held={home.value!.sheet}
                    kinds={kinds.value}
                    fault={fault.value}
                  />
                </>
              ),
            foot,
          }}
        </Page>
      );
    };
  },
  { props: ["household", "mend"] },
);
