import { computed, defineComponent, ref } from "vue";
import { Empty } from "../../components/bits";
import { Button, Filter, Line } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { IconName } from "../../components/icons";
import { Page } from "../../components/Page";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import type { OpState, Queued } from "../../engine";
import { text } from "../../logic/model";
import { go, href } from "../../router";
import { isOpen, useStore, type Store } from "../../store";
import { sayMoment, t, wordOf } from "../../words";
import { Drafts } from "./Drafts";
import { SyncCard } from "./SyncCard";

type Part = "all" | "waiting" | "rejected" | "arrived";
const IN: Record<Part, (one: Queued) => boolean> = {
  all: () => true,
  waiting: isOpen,
  rejected: (one) => one.state === "rejected" || one.state === "held" || one.state === "conflict",
  arrived: (one) => one.state === "applied" || one.state === "merged",
};
const SIGNS: Record<OpState, IconName> = {
  waiting: "clock",
  sent: "send",
  applied: "circle-check",
  merged: "circle-check",
  conflict: "users",
  held: "info-circle",
  rejected: "alert-triangle",
};
const KINDS: Record<OpState, string> = {
  waiting: "is-warn",
  sent: "is-warn",
  applied: "is-good",
  merged: "is-good",
  conflict: "is-warn",
  held: "is-warn",
  rejected: "is-bad",
};
/** What may be mended here; visits, cases and hazards go back into their own form. */
const MENDED = ["phone", "value", "reason", "words", "where"] as const;

/** Whom or what an op is about, as far as the phone knows. */
function about(store: Store, one: Queued): string {
  const home = store.households.value.get(text(one.data["household"]) || one.id);
  const person = store.people.value.get(text(one.data["person"]) || one.id);
  const matter = store.cases.value.find((found) => found.id === (text(one.data["case"]) || one.id));
  const row = store.orderRows.value.find((found) => found.id === text(one.data["order_row"]));
  return (
    person?.name ??
    (home
      ? [home.head, home.address].filter(Boolean).join(" · ")
      : (matter?.title ?? row?.name ?? text(one.data["words"]).slice(0, 40)))
  );
}

/** 发送情况: everything that was done on this phone and what became of it, in words. */
export const Sending = defineComponent(() => {
  const store = useStore();
  const part = ref<Part>("all");
  const mending = ref<Queued | null>(null);
  const typed = ref<Record<string, string>>({});
  const busy = ref(false);
  const shown = computed(() => store.queue.value.filter(IN[part.value]));

  function mend(one: Queued): void {
    const household = text(one.data["household"]);
    if (one.kind === "visit") go("visit", household, { mend: one.op });
    else if (one.kind === "hazard") go("hazard", household, { mend: one.op });
    else if (one.kind === "case") go("report", "", { mend: one.op });
    else {
      typed.value = Object.fromEntries(
        MENDED.flatMap((field) => (typeof one.data[field] === "string" ? [[field, text(one.data[field])]] : [])),
      );
      mending.value = one;
    }
  }

  async function resend(one: Queued): Promise<void> {
    busy.value = true;
    try {
      await store.engine.resend(one.op, { ...one.data, ...typed.value });
      mending.value = null;
      tell(t("mend.sent"));
    } catch (error) {
      tell(reason(error), true);
    } finally {
      busy.value = false;
    }
  }

  const line = (one: Queued) => {
    const stored = one.files.filter((file) => file.isStored).length;
    return (
      <li key={one.op} class={["p-card", "p-op", one.state === "rejected" && "is-late"]}>
        <div class="p-card-head">
          <span class="p-card-title">{wordOf("op", one.kind)}</span>
          <span class={["p-state", KINDS[one.state]]}>
            <Icon name={SIGNS[one.state]} />
            {t(`state.${one.state}`)}
          </span>
        </div>
        <p class="p-card-sub">{[about(store, one), sayMoment(one.at, store.now.value)].filter(Boolean).join(" · ")}</p>
        {one.words && (
          <p class={one.state === "rejected" ? "p-fault" : "p-meta"}>
            {one.state === "rejected" ? t("mend.because", { why: one.words }) : one.words}
          </p>
        )}
        {(one.state === "held" || one.state === "conflict") && <p class="p-meta">{t(`state.${one.state}.words`)}</p>}
        {one.files.length > 0 && <p class="p-meta">{t("sending.photos", { done: stored, all: one.files.length })}</p>}
        {one.state === "rejected" && (
          <div class="p-row">
            <Button kind="main" icon="edit" onPress={() => mend(one)}>
              {t("mend")}
            </Button>
            <Button onPress={() => void store.engine.dismiss(one.op)}>{t("mend.dismiss")}</Button>
          </div>
        )}
        {(one.state === "held" || one.state === "conflict") && (
          <Button kind="quiet" onPress={() => void store.engine.dismiss(one.op)}>
            {t("mend.seen")}
          </Button>
        )}
      </li>
    );
  };

  return () => (
    <Page title={t("sending.title")} up="me">
      <SyncCard />
      <Drafts />
      <Filter
        label={t("sending.filter")}
        value={part.value}
        onPick={(code) => (part.value = code as Part)}
        of={(Object.keys(IN) as Part[]).map((code) => ({
          code,
          label: t(`sending.part.${code}`),
          n: store.queue.value.filter(IN[code]).length,
        }))}
      />
      {shown.value.length ? (
        <ul class="p-cards">{shown.value.map(line)}</ul>
      ) : (
        <Empty icon="send" title={t("sending.none")} />
      )}
      <a class="p-link-btn" href={href("log")}>
        <Icon name="history" />
        {t("log.title")}
      </a>
      <Sheet open={mending.value !== null} title={t("mend")} onClose={() => (mending.value = null)}>
        {mending.value && (
          <div class="p-stack">
            <p class="p-fault is-block">{t("mend.because", { why: mending.value.words })}</p>
            {Object.keys(typed.value).map((field) => (
              <Line
                key={field}
                label={wordOf("field", field)}
                value={typed.value[field]!}
                onInput={(value) => (typed.value = { ...typed.value, [field]: value })}
              />
            ))}
            <Button kind="main" wide icon="send" busy={busy.value} onPress={() => void resend(mending.value!)}>
              {t("mend.send")}
            </Button>
          </div>
        )}
      </Sheet>
    </Page>
  );
});
