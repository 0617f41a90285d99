import { defineComponent, onScopeDispose, ref, useId, type FunctionalComponent } from "vue";
import { isPast } from "../logic/days";
import { useStore } from "../store";
import { sayDue, t } from "../words";
import { Filter } from "./controls";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

/** Words and, below them, what comes next: an empty list is never a bare one. */
export const Empty: FunctionalComponent<{ title: string; icon?: IconName }> = ({ title, icon }, { slots }) => (
  <div class="p-empty">
    <Icon name={icon ?? "circle-check"} />
    <p class="p-empty-title">{title}</p>
    {slots["default"] && <div>{slots["default"]()}</div>}
  </div>
);
Empty.props = ["title", "icon"];

export const Banner: FunctionalComponent<{ kind: "info" | "warn" | "danger" | "good"; icon?: IconName }> = (
  { kind, icon },
  { slots },
) => (
  <div class={["p-banner", `is-${kind}`]}>
    <Icon name={icon ?? (kind === "good" ? "circle-check" : kind === "info" ? "info-circle" : "alert-triangle")} />
    <div>{slots["default"]?.()}</div>
  </div>
);
Banner.props = ["kind", "icon"];

/** How much time is left; red and with a sign of its own when it is past. */
export const Due = defineComponent(
  (props: { at: string | null }) => {
    const { now } = useStore();
    return () => {
      const words = sayDue(props.at, now.value);
      if (!words) return null;
      const isLate = isPast(props.at, now.value);
      return (
        <span class={["p-due", isLate && "is-late"]}>
          {isLate && <Icon name="alert-circle" />}
          {words}
        </span>
      );
    };
  },
  { props: ["at"] },
);

/** Which of my grids; nothing to choose where there is one. */
export const GridFilter = defineComponent(
  (props: { value: string; onPick: (id: string) => void }) => {
    const { engine } = useStore();
    return () => {
      const grids = engine.session.value?.grids ?? [];
      const of = [{ code: "", label: t("all") }, ...grids.map(({ id, name }) => ({ code: id, label: name }))];
      return grids.length > 1 && <Filter label={t("today.grids")} of={of} value={props.value} onPick={props.onPick} />;
    };
  },
  { props: ["value", "onPick"] },
);

export const Section = defineComponent(
  (props: { title: string; n?: number }, { slots }) => {
    const id = useId();
    return () => (
      <section class="p-section" aria-labelledby={id}>
        <div class="p-section-head">
          <h2 id={id}>
            {props.title}
            {props.n !== undefined && <span class="p-n">{props.n}</span>}
          </h2>
          {slots["actions"]?.()}
        </div>
        {slots["default"]?.()}
      </section>
    );
  },
  { props: ["title", "n"] },
);

/** Reads a text aloud where the phone can; for eyes that find small letters hard. */
export const ReadAloud = defineComponent(
  (props: { words: string }) => {
    const can = typeof speechSynthesis !== "undefined";
    const on = ref(false);
    const stop = (): void => {
      if (can) speechSynthesis.cancel();
      on.value = false;
    };
    const start = (): void => {
      stop();
      const said = new SpeechSynthesisUtterance(props.words);
      said.lang = "zh-CN";
      said.rate = 0.9;
      said.onend = said.onerror = () => (on.value = false);
      on.value = true;
      speechSynthesis.speak(said);
    };
    onScopeDispose(stop);
    return () =>
      can && (
        <button type="button" class="p-link-btn" onClick={on.value ? stop : start}>
          <Icon name="volume" />
          {on.value ? t("readAloud.stop") : t("readAloud")}
        </button>
      );
  },
  { props: ["words"] },
);

/** A text to send in WeChat: copied by one tap, or selected by hand where the phone forbids copying. */
export const CopyText = defineComponent(
  (props: { title: string; words: string }) => {
    const id = useId();
    const said = ref("");
    const copy = async (): Promise<void> => {
      try {
        await navigator.clipboard.writeText(props.words);
        said.value = t("copy.done");
      } catch {
        document.querySelector<HTMLTextAreaElement>(`#${CSS.escape(id)}`)?.select();
        said.value = t("copy.byHand");
      }
    };
    return () => (
      <div class="p-copy">
        <label for={id}>{props.title}</label>
        <textarea
          id={id}
          class="p-input"
          readonly
          rows={Math.min(8, props.words.split("\n").length + 1)}
          value={props.words}
        />
        <div class="p-row">
          <button type="button" class="p-btn is-plain" onClick={() => void copy()}>
            <Icon name="copy" />
            <span>{t("copy")}</span>
          </button>
          <span role="status">{said.value}</span>
        </div>
      </div>
    );
  },
  { props: ["title", "words"] },
);
