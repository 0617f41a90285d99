import { defineComponent, ref, watch } from "vue";
import { Button } from "../../components/controls";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import { useStore } from "../../store";
import { t } from "../../words";
import { NewPin, PinField } from "../door/PinField";
import { pinFault } from "../door/SetPin";

/** A new PIN for the same store; the old one is asked for first. */
export const ChangePin = defineComponent(
  (props: { open: boolean; onClose: () => void }) => {
    const { engine } = useStore();
    const old = ref("");
    const pin = ref("");
    const again = ref("");
    const fault = ref("");
    const busy = ref(false);
    watch(
      () => props.open,
      () => (old.value = pin.value = again.value = fault.value = ""),
    );
    async function save(): Promise<void> {
      fault.value = pinFault(pin.value, again.value);
      if (fault.value) return;
      busy.value = true;
      try {
        if (!(await engine.unlock(old.value, engine.session.value?.account))) fault.value = t("pin.wrongOld");
        else {
          await engine.setPin(pin.value);
          tell(t("pin.changed"));
          props.onClose();
        }
      } catch (error) {
        fault.value = reason(error);
      } finally {
        busy.value = false;
      }
    }
    return () => (
      <Sheet open={props.open} title={t("pin.change")} onClose={props.onClose}>
        <div class="p-stack">
          <PinField label={t("pin.old")} value={old.value} onInput={(value) => (old.value = value)} />
          <NewPin pin={pin} again={again} fault={fault.value} />
          <Button kind="main" wide busy={busy.value} onPress={() => void save()}>
            {t("save")}
          </Button>
        </div>
      </Sheet>
    );
  },
  { props: ["open", "onClose"] },
);
