import { defineComponent, ref, watch } from "vue";
import { Button, Line } from "../../components/controls";
import { Sheet } from "../../components/Sheet";
import type { Person } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";

const NUMBER = /^1\d{10}$|^0\d{9,11}$|^\d{7,8}$/;

/** A new telephone number: the whole one goes to the server, the last four digits stay. */
export const PhoneSheet = defineComponent(
  (props: { open: boolean; person: Person; onClose: () => void }) => {
    const store = useStore();
    const phone = ref("");
    const fault = ref("");
    watch(
      () => props.open,
      () => (phone.value = fault.value = ""),
    );
    async function save(): Promise<void> {
      const digits = phone.value.replace(/[\s-]/g, "");
      fault.value = NUMBER.test(digits) ? "" : t("person.phoneFault");
      if (fault.value) return;
      const { id, scope, ver } = props.person;
      const done = { kind: "person", id, scope, base: ver, data: { phone: digits }, form: store.formVersion("person") };
      if (await store.keep(done, t("edit.saved"))) props.onClose();
    }
    return () => (
      <Sheet open={props.open} title={t("person.phoneTitle")} onClose={props.onClose}>
        <div class="p-stack">
          <Line
            label={t("person.phone")}
            hint={t("person.phoneHint")}
            mode="tel"
            most={20}
            value={phone.value}
            fault={fault.value}
            onInput={(typed) => (phone.value = typed)}
          />
          <Button kind="main" wide onPress={() => void save()}>
            {t("save")}
          </Button>
        </div>
      </Sheet>
    );
  },
  { props: ["open", "person", "onClose"] },
);
