import { defineComponent, ref, watch } from "vue";
import { Area, Button, Line, Radios } from "../../components/controls";
import { Sheet } from "../../components/Sheet";
import { choices, type Person } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";

const DAYS = new Set(["birth", "death"]);
const empty = () => ({ field: "", value: "", reason: "" });

/** A correction of who somebody is: asked for here, decided by another person. */
export const RequestSheet = defineComponent(
  (props: { open: boolean; person: Person; onClose: () => void }) => {
    const store = useStore();
    const typed = ref(empty());
    const fault = ref("");
    watch(
      () => props.open,
      () => {
        typed.value = empty();
        fault.value = "";
      },
    );
    function missing(): string {
      if (!typed.value.field) return t("request.noField");
      if (!typed.value.value.trim()) return t("request.noValue");
      return typed.value.reason.trim() ? "" : t("request.noReason");
    }
    async function send(): Promise<void> {
      fault.value = missing();
      if (fault.value) return;
      const { field, value, reason: because } = typed.value;
      const data = { person: props.person.id, field, value: value.trim(), reason: because.trim() };
      const done = { kind: "change_request", scope: props.person.scope, data, form: store.formVersion("person") };
      if (await store.keep(done, t("request.sent"))) props.onClose();
    }
    return () => (
      <Sheet open={props.open} title={t("request.title")} onClose={props.onClose}>
        <div class="p-stack">
          <p class="p-hint">{t("request.words")}</p>
          <Radios
            label={t("request.field")}
            of={choices(store.form("person")["identity"])}
            value={typed.value.field}
            onPick={(field) => (typed.value.field = field)}
          />
          <Line
            label={t(typed.value.field === "death" ? "request.valueDeath" : "request.value")}
            type={DAYS.has(typed.value.field) ? "date" : "text"}
            most={60}
            value={typed.value.value}
            onInput={(value) => (typed.value.value = value)}
          />
          <Area
            label={t("request.reason")}
            rows={2}
            most={200}
            value={typed.value.reason}
            fault={fault.value}
            onInput={(because) => (typed.value.reason = because)}
          />
          <Button kind="main" wide onPress={() => void send()}>
            {t("request.send")}
          </Button>
        </div>
      </Sheet>
    );
  },
  { props: ["open", "person", "onClose"] },
);
