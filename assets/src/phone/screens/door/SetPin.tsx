import { defineComponent, ref } from "vue";
import { reason } from "../../components/telling";
import type { Engine } from "../../engine";
import { t } from "../../words";
import { Door } from "./Door";
import { NewPin } from "./PinField";

const SHORTEST = 4;
const EASY = /^(\d)\1+$|^0?123456789?$|^1234$|^4321$|^654321$/;

/** What is wrong with two PINs, in words; empty when they may be used. */
export function pinFault(pin: string, again: string): string {
  if (pin.length < SHORTEST) return t("pin.short", { n: SHORTEST });
  if (EASY.test(pin)) return t("pin.easy");
  return pin === again ? "" : t("pin.different");
}

/** The PIN that opens this phone's store; asked for once, right after signing in. */
export const SetPin = defineComponent(
  (props: { engine: Engine }) => {
    const pin = ref("");
    const again = ref("");
    const fault = ref("");
    const busy = ref(false);
    async function send(): Promise<void> {
      fault.value = pinFault(pin.value, again.value);
      if (fault.value) return;
      busy.value = true;
      try {
        await props.engine.setPin(pin.value);
      } catch (error) {
        fault.value = reason(error);
      } finally {
        busy.value = false;
      }
    }
    return () => (
      <Door title={t("pin.setTitle")} words={t("pin.setWords")}>
        <form
          class="p-stack"
          onSubmit={(event: Event) => {
            event.preventDefault();
            void send();
          }}
        >
          <NewPin pin={pin} again={again} fault={fault.value} eager />
          <button type="submit" class="p-btn is-main is-wide" disabled={busy.value} aria-busy={busy.value}>
            <span>{t("pin.set")}</span>
          </button>
        </form>
      </Door>
    );
  },
  { props: ["engine"] },
);
