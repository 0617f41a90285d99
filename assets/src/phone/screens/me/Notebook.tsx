import { computed, defineComponent } from "vue";
import { Empty, Section } from "../../components/bits";
import { Button } from "../../components/controls";
import { Page } from "../../components/Page";
import { moment } from "../../logic/days";
import type { Visit } from "../../logic/model";
import { saveFile } from "../../logic/saving";
import { useReady, useStore } from "../../store";
import { sayFull, t } from "../../words";
import { VisitLine } from "../households/VisitLine";

/** 民情本: what I wrote at doors in the last weeks, to read, print or take along. */
export const Notebook = defineComponent(() => {
  const store = useStore();
  const isReady = useReady("visit", "household", "person");
  const mine = computed(() =>
    store.visits.value.filter((one) => one.isWaiting || one.by === store.engine.session.value?.name),
  );
  const months = computed(() => {
    const found = new Map<string, Visit[]>();
    for (const one of mine.value) {
      const when = moment(one.at);
      const month = when ? t("notebook.month", { year: when.getFullYear(), month: when.getMonth() + 1 }) : "";
      found.set(month, [...(found.get(month) ?? []), one]);
    }
    return [...found];
  });
  const place = (one: Visit): string => {
    const home = store.households.value.get(one.household);
    return home ? [home.head, home.address].filter(Boolean).join(" · ") : store.gridName(one.scope);
  };

  async function save(): Promise<void> {
    const text = mine.value
      .map((one) => [sayFull(one.at), place(one), one.unmet, one.words, one.did.join("、")].filter(Boolean).join("\n"))
      .join("\n\n");
    await saveFile(new Blob([text], { type: "text/plain;charset=utf-8" }), `${t("notebook.title")}.txt`);
  }

  return () => (
    <Page title={t("notebook.title")} up="me">
      <p class="p-lead">{t("notebook.words", { n: mine.value.length })}</p>
      {mine.value.length > 0 && (
        <div class="p-row p-no-print">
          <Button icon="printer" onPress={() => print()}>
            {t("notebook.print")}
          </Button>
          <Button icon="download" onPress={() => void save()}>
            {t("notebook.save")}
          </Button>
        </div>
      )}
      {isReady.value && !mine.value.length && <Empty icon="file-text" title={t("notebook.none")} />}
      {months.value.map(([month, visits]) => (
        <Section key={month} title={month} n={visits.length}>
          <ul class="p-visits">
            {visits.map((one) => (
              <VisitLine key={one.id} visit={one} place={place(one)} full />
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
});
