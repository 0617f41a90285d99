import { computed, defineComponent, ref } from "vue";
import { Banner, Section } from "../../components/bits";
import { Area, Button, Line, Radios, Toggle } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Photos } from "../../components/Photos";
import { Place } from "../../components/Place";
import { reason, tell } from "../../components/telling";
import { text } from "../../logic/model";
import { pasted } from "../../logic/paste";
import { href } from "../../router";
import { useDraft, usePhotos, useStore } from "../../store";
import { t } from "../../words";
import { Categories } from "./Categories";
import { caseData, emptyCase, fromCase, type CaseDraft } from "./draft";

/** 网格随手拍: words first; photos, place and names are possible, never asked for. */
export const ReportForm = defineComponent(
  (props: { household: string; mend: string }) => {
    const store = useStore();
    const draft = useDraft<CaseDraft>("case", props.mend || props.household, emptyCase);
    const photos = usePhotos("case", props.household);
    const fault = ref("");
    const busy = ref(false);
    const sent = ref(false);
    const returned = computed(() => store.queue.value.find((one) => one.op === props.mend));
    if (props.mend && returned.value) draft.value.value = fromCase(returned.value.data);
    const home = computed(() => store.households.value.get(props.household || text(returned.value?.data["household"])));
    const grids = computed(() => store.engine.session.value?.grids ?? []);
    const scope = computed(
      () => returned.value?.scope ?? home.value?.scope ?? (draft.value.value.grid || grids.value[0]?.id || ""),
    );

    function change(part: Partial<CaseDraft>): void {
      draft.value.value = { ...draft.value.value, ...part };
      fault.value = "";
      sent.value = false;
      draft.keep();
    }

    async function paste(): Promise<void> {
      try {
        const found = pasted(await navigator.clipboard.readText());
        if (!found.words) tell(t("paste.empty"));
        else
          change({
            words: [draft.value.value.words, found.words].filter(Boolean).join("\n"),
            ...(found.place && !draft.value.value.where ? { where: found.place } : {}),
            ...(found.who ? { name: found.who, forSomeone: true } : {}),
          });
      } catch {
        tell(t("paste.byHand"));
      }
    }

    /** Pasted by hand into the field: the same cleaning, when several lines came from a chat. */
    function typedWords(words: string): void {
      const grown = words.length - draft.value.value.words.length;
      change({ words: grown > 20 && words.includes("\n") ? pasted(words).words || words : words });
    }

    async function send(): Promise<void> {
      if (!draft.value.value.words.trim()) {
        fault.value = t("report.noWords");
        return;
      }
      busy.value = true;
      const data = caseData(draft.value.value, home.value, text(store.form("case")["usual"]));
      try {
        if (props.mend) await store.engine.resend(props.mend, data);
        else
          await store.engine.act({
            kind: "case",
            scope: scope.value,
            data,
            form: store.formVersion("case"),
            files: photos.value,
          });
        await draft.drop();
        photos.value = [];
        sent.value = true;
        scrollTo(0, 0);
      } catch (error) {
        tell(reason(error), true);
      } finally {
        busy.value = false;
      }
    }

    const done = () => (
      <Banner kind="good">
        <b>{t("report.kept")}</b>
        <p>{t(store.engine.sync.value.online ? "report.keptOnline" : "visit.keptOffline")}</p>
        <p>
          <a href={href("report", "", { part: "cases" })}>{t("report.seeCases")}</a>
        </p>
      </Banner>
    );

    return () => {
      const { words, where, fix, grid, category, forSomeone, name, phone } = draft.value.value;
      return (
        <div class="p-stack">
          {sent.value && done()}
          {returned.value && !sent.value && (
            <Banner kind="danger">{t("mend.because", { why: returned.value.words })}</Banner>
          )}
          {home.value && (
            <p class="p-place">
              <Icon name="home" />
              {t("report.about", { name: home.value.head, address: home.value.address })}
            </p>
          )}
          <div class="p-panel p-stack">
            <Area
              label={t("report.words")}
              hint={t("report.wordsHint")}
              rows={5}
              value={words}
              fault={fault.value}
              onInput={typedWords}
            />
            <div class="p-row">
              <Button icon="copy" onPress={() => void paste()}>
                {t("paste")}
              </Button>
              {words && (
                <Button kind="quiet" onPress={() => change(emptyCase())}>
                  {t("clear")}
                </Button>
              )}
            </div>
            {!props.mend && <Photos of={photos.value} scope={scope.value} onChange={(all) => (photos.value = all)} />}
          </div>
          <Section title={t("report.where")}>
            <div class="p-panel p-stack">
              <Line
                label={t("report.whereWords")}
                hint={t("report.whereHint")}
                most={120}
                optional
                value={where}
                onInput={(value) => change({ where: value })}
              />
              <Place fix={fix} onFix={(value) => change({ fix: value })} />
              {grids.value.length > 1 && !home.value && (
                <Radios
                  label={t("report.grid")}
                  of={grids.value.map((one) => ({ code: one.id, label: one.name }))}
                  value={grid || grids.value[0]!.id}
                  onPick={(code) => change({ grid: code })}
                />
              )}
            </div>
          </Section>
          <Section title={t("report.more")}>
            <div class="p-panel p-stack">
              <Categories value={category} onPick={(code) => change({ category: code })} />
              <Toggle
                on={forSomeone}
                icon="user"
                note={t("report.forNote")}
                onFlip={() => change({ forSomeone: !forSomeone })}
              >
                {t("report.for")}
              </Toggle>
              {forSomeone && (
                <>
                  <Line
                    label={t("report.name")}
                    most={30}
                    optional
                    value={name}
                    onInput={(value) => change({ name: value })}
                  />
                  <Line
                    label={t("report.phone")}
                    mode="tel"
                    most={20}
                    optional
                    value={phone}
                    onInput={(value) => change({ phone: value })}
                  />
                </>
              )}
            </div>
          </Section>
          <p class="p-emergency">
            <Icon name="urgent" />
            <span>
              {t("report.danger")} <a href="tel:110">110</a> <a href="tel:119">119</a> <a href="tel:120">120</a>
            </span>
          </p>
          <Button kind="main" wide icon="send" busy={busy.value} onPress={() => void send()}>
            {t(props.mend ? "mend.send" : "report.send")}
          </Button>
        </div>
      );
    };
  },
  { props: ["household", "mend"] },
);
