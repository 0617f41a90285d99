import { defineComponent, ref } from "vue";
import { Empty, Section } from "../../components/bits";
import { Page } from "../../components/Page";
import { reason, tell } from "../../components/telling";
import type { LogLine, Numbered } from "../../engine";
import { useStore } from "../../store";
import { sayMoment, t } from "../../words";

const MEASURED = ["pull", "push", "save", "open"] as const;
const MOST = 100;

/** 同步记录: what sending and fetching did lately, and how this phone fares today: the same that the office is told. */
export const SyncLog = defineComponent(() => {
  const { engine, now } = useStore();
  const lines = ref<LogLine[]>();
  const today = ref<Numbered>();
  void Promise.all([engine.log(), engine.numbers()]).then(
    ([log, numbers]) => ([lines.value, today.value] = [log.slice(0, MOST), numbers]),
    (error: unknown) => tell(reason(error), true),
  );
  const fact = (label: string, value: string) => (
    <div key={label}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
  const facts = (numbers: Numbered) => (
    <dl class="p-facts p-panel">
      {MEASURED.map((name) => {
        const times = numbers[name];
        return fact(t(`log.${name}`), times ? t("log.times", { n: times.n, ms: times.p50 }) : t("none"));
      })}
      {fact(
        t("log.storage"),
        t(numbers.storage.persisted ? "log.kept" : "log.notKept", { mb: Math.ceil(numbers.storage.used / 1e6) }),
      )}
      {fact(t("log.app"), numbers.app)}
    </dl>
  );
  return () => (
    <Page title={t("log.title")} up="me">
      <p class="p-lead">{t("log.words")}</p>
      {today.value && <Section title={t("day.today")}>{facts(today.value)}</Section>}
      {lines.value && (
        <Section title={t("log.lately")} n={lines.value.length}>
          {lines.value.length ? (
            <ul class="p-history p-panel">
              {lines.value.map((one, index) => (
                <li key={index}>
                  <b>{sayMoment(one.at, now.value)}</b>
                  <p>{one.words}</p>
                </li>
              ))}
            </ul>
          ) : (
            <Empty icon="history" title={t("log.none")} />
          )}
        </Section>
      )}
    </Page>
  );
});
