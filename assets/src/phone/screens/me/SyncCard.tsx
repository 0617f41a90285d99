import { computed, defineComponent, ref } from "vue";
import { Button } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { go } from "../../router";
import { useStore } from "../../store";
import { sayMoment, t } from "../../words";

/** What waits, what arrived, what came back, how far the photos are; and a button that says what really happened. */
export const SyncCard = defineComponent(() => {
  const store = useStore();
  const { engine } = store;
  const result = ref<{ ok: boolean; words: string } | null>(null);
  const busy = ref(false);
  const sums = computed(() => {
    const all = store.queue.value;
    const files = all.flatMap((one) => one.files);
    return {
      arrived: all.filter((one) => one.state === "applied" || one.state === "merged").length,
      held: all.filter((one) => one.state === "held" || one.state === "conflict").length,
      stored: files.filter((file) => file.isStored).length,
      files: files.length,
    };
  });

  async function sync(): Promise<void> {
    busy.value = true;
    result.value = null;
    try {
      result.value = await engine.syncNow();
    } catch (error) {
      result.value = { ok: false, words: error instanceof Error && error.message ? error.message : t("fault") };
    } finally {
      busy.value = false;
    }
  }

  const sum = (words: string, n: number | string, kind = "") => (
    <li class={kind}>
      <b>{n}</b>
      <span>{words}</span>
    </li>
  );

  return () => {
    const { waiting, lastAt, error, needsSignIn, online, wasCleared } = engine.sync.value;
    const { arrived, held, stored, files } = sums.value;
    return (
      <section class="p-panel p-sync-card" aria-label={t("sync.title")}>
        <ul class="p-sums">
          {sum(t("state.waiting"), waiting, waiting ? "is-warn" : "")}
          {sum(t("state.applied"), arrived)}
          {sum(t("state.rejected"), store.refused.value, store.refused.value ? "is-bad" : "")}
          {held > 0 && sum(t("state.held"), held)}
          {files > 0 && sum(t("photos"), `${stored}/${files}`)}
        </ul>
        <p class="p-meta">
          {lastAt ? t("sync.lastLong", { at: sayMoment(lastAt, store.now.value) }) : t("sync.never")}
          {!online && ` · ${t("sync.offline")}`}
        </p>
        {wasCleared && <p class="p-fault is-block">{t("sync.cleared")}</p>}
        {error && !result.value && <p class="p-fault is-block">{error}</p>}
        {result.value && (
          <p class={["p-result", result.value.ok ? "is-good" : "is-bad"]} role="status">
            <Icon name={result.value.ok ? "circle-check" : "alert-triangle"} />
            <span>{result.value.words}</span>
          </p>
        )}
        {needsSignIn ? (
          <Button kind="main" wide onPress={() => go("sign-in")}>
            {t("sync.signIn")}
          </Button>
        ) : (
          <Button kind="main" wide icon="refresh" busy={busy.value} onPress={() => void sync()}>
            {t(busy.value ? "sync.running" : "sync.now")}
          </Button>
        )}
      </section>
    );
  };
});
