import { defineComponent, ref, shallowRef, watch } from "vue";
import { Area, Button, Radios } from "../../components/controls";
import { Photos } from "../../components/Photos";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import { choices, text, type Case, type Step } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";

type Typed = { words: string; outcome: string; reason: string; noPhoto: string };
const empty = (): Typed => ({ words: "", outcome: "", reason: "", noPhoto: "" });

/** One step of a case: its words, and what the step itself asks for. What is typed is kept until it is sent. */
export const StepSheet = defineComponent(
  (props: { of: Case; step: Step | null; onClose: () => void }) => {
    const store = useStore();
    const typed = ref<Typed>(empty());
    const photos = shallowRef<Blob[]>([]);
    const fault = ref("");
    const busy = ref(false);
    const draft = () => store.engine.draft("case_step", `${props.of.id}.${props.step?.step ?? ""}`);

    watch(
      () => props.step,
      async (step) => {
        if (!step) return;
        fault.value = "";
        photos.value = [];
        typed.value = empty();
        const found = await draft().load();
        if (found) typed.value = { ...empty(), ...(found as Typed) };
      },
    );

    function change(part: Partial<Typed>): void {
      typed.value = { ...typed.value, ...part };
      fault.value = "";
      void draft().save({ ...typed.value });
    }

    function missing(step: Step): string {
      if (step.needsWords && !typed.value.words.trim()) return t("step.noWords");
      if (step.step === "handle" && !typed.value.outcome) return t("step.noOutcome");
      if (step.step === "return" && !typed.value.reason) return t("step.noReason");
      return "";
    }

    async function send(step: Step): Promise<void> {
      fault.value = missing(step);
      if (fault.value) return;
      busy.value = true;
      const { words, outcome, reason: because, noPhoto } = typed.value;
      try {
        await store.engine.act({
          kind: "case_step",
          scope: props.of.scope,
          form: store.formVersion("case_step"),
          files: photos.value,
          data: {
            case: props.of.id,
            step: step.step,
            expected: props.of.state,
            words: words.trim(),
            ...(step.step === "handle" && { outcome }),
            ...(step.step === "handle" &&
              !photos.value.length && { no_photo_because: noPhoto.trim() || t("step.noPhotoDefault") }),
            ...(step.step === "return" && { reason: because }),
          },
        });
        await draft().drop();
        tell(t("step.kept", { what: step.label }));
        props.onClose();
      } catch (error) {
        tell(reason(error), true);
      } finally {
        busy.value = false;
      }
    }

    const fields = (step: Step) => (
      <div class="p-stack">
        {step.step === "handle" && (
          <Radios
            label={t("step.outcome")}
            of={choices(store.form("case_step")["outcomes"])}
            value={typed.value.outcome}
            onPick={(outcome) => change({ outcome })}
          />
        )}
        {step.step === "return" && (
          <Radios
            label={t("step.reason")}
            of={choices(store.form("case_step")["return_reasons"])}
            value={typed.value.reason}
            onPick={(because) => change({ reason: because })}
          />
        )}
        <Area
          label={t("step.words")}
          optional={!step.needsWords}
          rows={3}
          most={1000}
          value={typed.value.words}
          fault={fault.value}
          onInput={(words) => change({ words })}
        />
        {(step.step === "handle" || step.step === "comment") && (
          <Photos of={photos.value} scope={props.of.scope} onChange={(all) => (photos.value = all)} />
        )}
        {step.step === "handle" && !photos.value.length && (
          <Area
            label={t("step.noPhoto")}
            optional
            rows={1}
            most={100}
            value={typed.value.noPhoto}
            onInput={(noPhoto) => change({ noPhoto })}
          />
        )}
        <Button kind="main" wide busy={busy.value} icon="send" onPress={() => void send(step)}>
          {step.label}
        </Button>
        <p class="p-hint">{t("step.hint", { state: text(props.of.stateWords) })}</p>
      </div>
    );

    return () => (
      <Sheet open={props.step !== null} title={props.step?.label ?? ""} onClose={props.onClose}>
        {props.step && fields(props.step)}
      </Sheet>
    );
  },
  { props: ["of", "step", "onClose"] },
);
