import { defineComponent, useId, type FunctionalComponent, type VNode } from "vue";
import type { Choice } from "../logic/model";
import { t } from "../words";
import { Icon } from "./Icon";
import type { IconName } from "./icons";

export const typed = (event: Event): string => (event.target as HTMLInputElement).value;

export const Button = defineComponent(
  (
    props: {
      onPress: () => void;
      kind?: "main" | "plain" | "danger" | "quiet";
      icon?: IconName;
      busy?: boolean;
      off?: boolean;
      wide?: boolean;
    },
    { slots },
  ) =>
    () => (
      <button
        type="button"
        class={["p-btn", `is-${props.kind ?? "plain"}`, props.wide && "is-wide"]}
        disabled={props.busy || props.off}
        aria-busy={props.busy}
        onClick={() => props.onPress()}
      >
        {props.icon && <Icon name={props.icon} />}
        <span>{slots["default"]?.()}</span>
      </button>
    ),
  { props: ["onPress", "kind", "icon", "busy", "off", "wide"] },
);

interface Around {
  label: string;
  hint?: string;
  fault?: string;
  optional?: boolean;
}

/** What ties a control to the words around it. */
interface Tied {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

/** A control with its name above it and, if need be, what is wrong with it below. */
export function field(id: string, around: Around, control: (tied: Tied) => VNode, also = ""): VNode {
  const { label, hint, fault, optional } = around;
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div class={["p-field", also]}>
      <label for={id}>
        {label}
        {optional && <small>{t("optional")}</small>}
      </label>
      {hint && (
        <p id={`${id}-hint`} class="p-hint">
          {hint}
        </p>
      )}
      {control({ id, "aria-invalid": fault ? true : undefined, "aria-describedby": described || undefined })}
      {fault && (
        <p id={`${id}-fault`} class="p-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a form as a whole. */
export const Fault: FunctionalComponent<{ words: string }> = ({ words }) =>
  words && (
    <p class="p-fault is-block" role="alert">
      {words}
    </p>
  );
Fault.props = ["words"];

/** A line of text or a number. */
export const Line = defineComponent(
  (
    props: Around & {
      value: string;
      onInput: (value: string) => void;
      type?: string;
      mode?: "numeric" | "tel" | "text";
      complete?: string;
      most?: number;
    },
  ) => {
    const id = useId();
    return () =>
      field(id, props, (tied) => (
        <input
          {...tied}
          class="p-input"
          type={props.type ?? "text"}
          inputmode={props.mode}
          autocomplete={props.complete ?? "off"}
          maxlength={props.most}
          value={props.value}
          onInput={(event: Event) => props.onInput(typed(event))}
        />
      ));
  },
  { props: ["label", "value", "onInput", "type", "mode", "complete", "hint", "fault", "most", "optional"] },
);

export const Area = defineComponent(
  (props: Around & { value: string; onInput: (value: string) => void; rows?: number; most?: number }) => {
    const id = useId();
    return () =>
      field(id, props, (tied) => (
        <textarea
          {...tied}
          class="p-input"
          rows={props.rows ?? 4}
          maxlength={props.most ?? 2000}
          value={props.value}
          onInput={(event: Event) => props.onInput(typed(event))}
        />
      ));
  },
  { props: ["label", "value", "onInput", "rows", "hint", "fault", "most", "optional"] },
);

/** Something that is on or off: large, with a sign that changes, not only its colour. */
export const Toggle = defineComponent(
  (props: { on: boolean; onFlip: () => void; icon?: IconName; note?: string; warn?: boolean }, { slots }) =>
    () => (
      <button
        type="button"
        class={["p-toggle", props.on && "is-on", props.warn && "is-warn"]}
        aria-pressed={props.on}
        onClick={() => props.onFlip()}
      >
        <Icon name={props.on ? (props.warn ? "alert-circle" : "circle-check") : (props.icon ?? "plus")} />
        <span class="p-toggle-words">
          <b>{slots["default"]?.()}</b>
          {props.note && <small>{props.note}</small>}
        </span>
      </button>
    ),
  { props: ["on", "onFlip", "icon", "note", "warn"] },
);

/** One of a few, one below the other or, when short, side by side. */
export const Radios = defineComponent(
  (props: {
    label: string;
    hidden?: boolean;
    of: readonly Choice[];
    value: string;
    onPick: (code: string) => void;
    inline?: boolean;
    fault?: string;
  }) => {
    const id = useId();
    return () => (
      <fieldset class={["p-radios", props.inline && "is-inline"]}>
        <legend class={props.hidden ? "p-hidden" : undefined}>{props.label}</legend>
        {props.of.map((one) => (
          <label key={one.code} class={["p-radio", props.value === one.code && "is-on"]}>
            <input
              type="radio"
              name={id}
              value={one.code}
              checked={props.value === one.code}
              onChange={() => props.onPick(one.code)}
            />
            <span>{one.label}</span>
          </label>
        ))}
        {props.fault && (
          <p class="p-fault" role="alert">
            {props.fault}
          </p>
        )}
      </fieldset>
    );
  },
  { props: ["label", "hidden", "of", "value", "onPick", "inline", "fault"] },
);

/** Chips that choose which part of a list is shown. */
export const Filter = defineComponent(
  (props: { label: string; of: readonly (Choice & { n?: number })[]; value: string; onPick: (code: string) => void }) =>
    () => (
      <div class="p-filter" role="group" aria-label={props.label}>
        {props.of.map((one) => (
          <button
            key={one.code}
            type="button"
            class={["p-chip", props.value === one.code && "is-on"]}
            aria-pressed={props.value === one.code}
            onClick={() => props.onPick(one.code)}
          >
            {one.label}
            {one.n !== undefined && <span class="p-chip-n">{one.n}</span>}
          </button>
        ))}
      </div>
    ),
  { props: ["label", "of", "value", "onPick"] },
);

export const Tag: FunctionalComponent<{ kind?: "care" | "danger" | "warn" | "good" | "plain" }> = (
  { kind },
  { slots },
) => <span class={["p-tag", `is-${kind ?? "plain"}`]}>{slots["default"]?.()}</span>;
Tag.props = ["kind"];
