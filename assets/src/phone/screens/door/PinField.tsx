import { defineComponent, nextTick, onMounted, ref, useId } from "vue";
import { typed } from "../../components/controls";

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
    const field = ref<HTMLInputElement>();
    onMounted(() => {
      if (props.eager) void nextTick(() => field.value?.focus());
    });
    return () => (
      <div class="p-field p-pin">
        <label for={id}>{props.label}</label>
        <input
          id={id}
          ref={field}
          class="p-input"
          type="password"
          inputmode="numeric"
          pattern="[0-9]*"
          maxlength={12}
          autocomplete={props.fresh ? "new-password" : "current-password"}
          value={props.value}
          aria-invalid={props.fault ? true : undefined}
          aria-describedby={props.fault ? `${id}-fault` : undefined}
          onInput={(event: Event) => props.onInput(typed(event).replace(/\D/g, ""))}
        />
        {props.fault && (
          <p id={`${id}-fault`} class="p-fault" role="alert">
            {props.fault}
          </p>
        )}
      </div>
    );
  },
  { props: ["label", "value", "onInput", "fault", "fresh", "eager"] },
);
