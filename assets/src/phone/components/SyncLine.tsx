import { defineComponent } from "vue";
import { href } from "../router";
import { useStore } from "../store";
import { sayMoment, t } from "../words";
import { Icon } from "./Icon";

const LONG = 3;

/** Always to be seen: what waits, when the server last confirmed, and what to do when that is long ago. */
export const SyncLine = defineComponent(() => {
  const { engine, now, refused } = useStore();
  return () => {
    const { online, running, lastAt, waiting, files, oldestDays, needsSignIn, copying } = engine.sync.value;
    const state =
      refused.value || needsSignIn ? "is-bad" : !online ? "is-off" : waiting || files ? "is-waiting" : "is-well";
    const parts = [
      !online && t("sync.offline"),
      refused.value > 0 && t("sync.refused", { n: refused.value }),
      needsSignIn && t("sync.needsSignIn"),
      waiting > 0 && t("sync.waiting", { n: waiting }),
      files > 0 && t("sync.photos", { n: files }),
      copying > 0 ? t("sync.copying", { n: copying }) : running && t("sync.running"),
      lastAt ? t("sync.last", { at: sayMoment(lastAt, now.value) }) : t("sync.never"),
    ].filter(Boolean);
    return (
      <>
        <a class={["p-sync", state]} href={href("sending")}>
          <i class="p-sync-mark" aria-hidden="true" />
          <span>{parts.join(" · ")}</span>
        </a>
        {oldestDays >= LONG && (
          <a class="p-alarm" href={href("sending")} role="alert">
            <Icon name="alert-triangle" />
            <span>{t("sync.old", { n: oldestDays })}</span>
          </a>
        )}
      </>
    );
  };
});
