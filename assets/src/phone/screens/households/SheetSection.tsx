import { defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Icon } from "../../components/Icon";
import type { Payload } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";
import { SheetFields, sheetLines } from "./SheetFields";

/** The answers of a household or person, to be read and, on demand, changed. */
export const SheetSection = defineComponent(
  (props: { title: string; kind: "household" | "person"; id: string; scope: string; ver: number; held: Payload }) => {
    const store = useStore();
    const isEditing = ref(false);
    const facts = () => (
      <dl class="p-facts">
        {sheetLines(store.form(props.kind)["items"], props.held).map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd class={line.value ? undefined : "is-empty"}>{line.value || t("unknown")}</dd>
          </div>
        ))}
      </dl>
    );
    const fields = () => (
      <SheetFields
        kind={props.kind}
        id={props.id}
        scope={props.scope}
        ver={props.ver}
        held={props.held}
        onDone={() => (isEditing.value = false)}
      />
    );
    const edit = () => (
      <button type="button" class="p-link-btn" onClick={() => (isEditing.value = true)}>
        <Icon name="edit" />
        {t("edit")}
      </button>
    );
    return () => (
      <Section title={props.title}>
        {{ default: isEditing.value ? fields : facts, actions: () => (isEditing.value ? null : edit()) }}
      </Section>
    );
  },
  { props: ["title", "kind", "id", "scope", "ver", "held"] },
);
