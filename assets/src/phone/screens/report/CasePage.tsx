import { computed, defineComponent, ref } from "vue";
import { Banner, CopyText, Due, Empty, ReadAloud, Section } from "../../components/bits";
import { Button, Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import type { Case, Step } from "../../logic/model";
import { text } from "../../logic/model";
import { go } from "../../router";
import { isOpen, useReady, useStore } from "../../store";
import { sayDue, sayMoment, t } from "../../words";
import { isEnded } from "./CaseLine";
import { StepSheet } from "./StepSheet";

/** A case: the words, how far it is, until when, and the steps this person may take. */
export const CasePage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("case");
    const step = ref<Step | null>(null);
    const found = computed(() => store.cases.value.find((one) => one.id === props.id));
    const steps = computed(() => found.value?.can.filter((one) => store.may(one, found.value!)) ?? []);
    const waiting = computed(() =>
      store.queue.value.filter((one) => isOpen(one) && (one.id === props.id || one.data["case"] === props.id)),
    );
    const photos = computed(() =>
      waiting.value
        .flatMap((one) => one.files)
        .concat(store.queue.value.filter((one) => !isOpen(one) && one.id === props.id).flatMap((one) => one.files)),
    );

    const copied = (one: Case): string =>
      [
        t("case.text", {
          number: one.number || t("state.waiting"),
          title: one.title || one.words.slice(0, 40),
          state: one.stateWords || t("state.waiting"),
        }),
        one.owner && t("case.textOwner", { owner: one.owner }),
        one.dueAt && !isEnded(one) && t("case.textDue", { at: sayMoment(one.dueAt, store.now.value) }),
      ]
        .filter(Boolean)
        .join("\n");

    const about = (one: Case) => (
      <div class="p-panel">
        <p class="p-tags">
          {one.isUrgent && <Tag kind="danger">{t("case.urgent")}</Tag>}
          <Tag kind={isEnded(one) ? "good" : "care"}>{one.stateWords || t("state.waiting")}</Tag>
          {!isEnded(one) && <Due at={one.dueAt} />}
        </p>
        <p class="p-pre p-words">{one.words}</p>
        {one.where && (
          <p class="p-place">
            <Icon name="map-pin" />
            {one.where}
          </p>
        )}
        <dl class="p-facts">
          {(
            [
              [t("case.owner"), one.owner],
              [t("case.category"), one.category],
              [t("case.reported"), sayMoment(one.reportedAt, store.now.value)],
              [
                t("case.due"),
                one.dueAt && !isEnded(one)
                  ? `${sayMoment(one.dueAt, store.now.value)}（${sayDue(one.dueAt, store.now.value)}）`
                  : "",
              ],
              [t("photos"), one.photos ? t("photos.count", { n: one.photos }) : ""],
            ] as const
          )
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        <ReadAloud words={one.words} />
      </div>
    );

    return () => {
      const one = found.value;
      if (!one)
        return (
          <Page title={t("case.title")} up="report">
            {isReady.value ? <Empty icon="message" title={t("case.gone")} /> : null}
          </Page>
        );
      const stored = photos.value.filter((file) => file.isStored).length;
      return (
        <Page
          title={one.title || one.words.slice(0, 24)}
          up="report"
          note={one.number ? t("case.number", { number: one.number }) : undefined}
        >
          {waiting.value.map((op) => (
            <Banner key={op.op} kind="info" icon="clock">
              {t("case.waits", {
                what:
                  op.kind === "case_step"
                    ? (one.can.find((can) => can.step === text(op.data["step"]))?.label ?? text(op.data["step"]))
                    : t("op.case"),
              })}
            </Banner>
          ))}
          {photos.value.length > stored && (
            <Banner kind="info" icon="photo">
              {t("photos.onTheWay", { done: stored, all: photos.value.length })}
            </Banner>
          )}
          {about(one)}
          {steps.value.length > 0 && (
            <Section title={t("case.steps")}>
              <div class="p-stack">
                {steps.value.map((can, index) => (
                  <Button
                    key={can.step}
                    wide
                    kind={index === 0 && can.step !== "comment" ? "main" : "plain"}
                    onPress={() => (step.value = can)}
                  >
                    {can.label}
                  </Button>
                ))}
              </div>
            </Section>
          )}
          {one.household && store.households.value.has(one.household) && (
            <Button wide icon="home" onPress={() => go("household", one.household!)}>
              {t("case.household")}
            </Button>
          )}
          <Section title={t("case.history")} n={one.history.length}>
            {one.history.length ? (
              <ol class="p-history">
                {[...one.history].reverse().map((said) => (
                  <li key={`${said.at}${said.what}`}>
                    <p>
                      <b>{one.can.find((can) => can.step === said.what)?.label ?? said.what}</b>{" "}
                      <span class="p-meta">{said.who}</span>
                    </p>
                    <p class="p-meta">{sayMoment(said.at, store.now.value)}</p>
                    {said.words && <p class="p-pre">{said.words}</p>}
                  </li>
                ))}
              </ol>
            ) : (
              <p class="p-lead">{t("case.noHistory")}</p>
            )}
          </Section>
          <CopyText title={t("case.copy")} words={copied(one)} />
          <StepSheet of={one} step={step.value} onClose={() => (step.value = null)} />
        </Page>
      );
    };
  },
  { props: ["id"] },
);
