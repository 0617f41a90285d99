import { defineComponent, nextTick, onMounted, ref, useId, type FunctionalComponent, type Ref } from "vue";
import { field, typed } from "../../components/controls";
import { t } from "../../words";

/** A number of digits on the phone's own keyboard for numbers, large, and not to be read over a shoulder. */
export const PinField = defineComponent(
  (props: {
    label: string;
    value: string;
    onInput: (value: string) => void;
    fault?: string;
    fresh?: boolean;
    eager?: boolean;
  }) => {
    const id = useId();
    const input = ref<HTMLInputElement>();
    onMounted(() => {
      if (props.eager) void nextTick(() => input.value?.focus());
    });
    return () =>
      field(
        id,
        props,
        (tied) => (
          <input
            {...tied}
            ref={input}
            class="p-input"
            type="password"
            inputmode="numeric"
            pattern="[0-9]*"
            maxlength={12}
            autocomplete={props.fresh ? "new-password" : "current-password"}
            value={props.value}
            onInput={(event: Event) => props.onInput(typed(event).replace(/\D/g, ""))}
          />
        ),
        "p-pin",
      );
  },
  { props: ["label", "value", "onInput", "fault", "fresh", "eager"] },
);

/** A new PIN and the same once more. */
export const NewPin: FunctionalComponent<{ pin: Ref<string>; again: Ref<string>; fault: string; eager?: boolean }> = ({
  pin,
  again,
  fault,
  eager,
}) => (
  <>
    <PinField label={t("pin.new")} value={pin.value} fresh eager={eager} onInput={(value) => (pin.value = value)} />
    <PinField
      label={t("pin.again")}
      value={again.value}
      fresh
      fault={fault}
      onInput={(value) => (again.value = value)}
    />
  </>
);
NewPin.props = ["pin", "again", "fault", "eager"];
