import { defineComponent, ref, type FunctionalComponent } from "vue";
import { Button, Line, Radios } from "../../components/controls";
import { tell } from "../../components/telling";
import { items, object, text, type Payload, type SheetItem } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";

const YES_NO = (): { code: string; label: string }[] => [
  { code: "true", label: t("yes") },
  { code: "false", label: t("no") },
];
const FEW = 7;

/** A value of the sheet as words: an item answered with yes or no is kept as true or false. */
export function shown(value: unknown): string {
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  return value === "true" ? t("yes") : value === "false" ? t("no") : text(value);
}

/** Items are told as a list, or as `{items: […]}` in the payload of a form. */
export function sheetItems(given: unknown): SheetItem[] {
  return items(Array.isArray(given) ? given : object(given)["items"]);
}

export function sheetLines(given: unknown, held: Payload): { label: string; value: string }[] {
  return sheetItems(given).map((item) => ({ label: item.label, value: shown(held[item.code]) }));
}

/** As the server wants it: a number, true or false, words; null takes an answer away. */
export function sent(item: SheetItem, value: string): unknown {
  if (!value.trim()) return null;
  if (item.type === "yes_no") return value === "true";
  return item.type === "number" ? Number(value) : value.trim();
}

/** One item in the form that suits it: a few choices below each other, many in a list, else a line. */
export const SheetField: FunctionalComponent<{ item: SheetItem; value: string; onChange: (value: string) => void }> = ({
  item,
  value,
  onChange,
}) => {
  if (item.type === "yes_no") return <Radios label={item.label} inline of={YES_NO()} value={value} onPick={onChange} />;
  if (item.type === "choice" && item.choices.length < FEW)
    return (
      <Radios
        label={item.label}
        of={item.choices.map((one) => ({ code: one, label: one }))}
        value={value}
        onPick={onChange}
      />
    );
  if (item.type === "choice")
    return (
      <label class="p-field">
        <span>{item.label}</span>
        <select
          class="p-input"
          value={value}
          onChange={(event: Event) => onChange((event.target as HTMLSelectElement).value)}
        >
          <option value="">{t("unknown")}</option>
          {item.choices.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <Line
      label={item.label}
      value={value}
      type={item.type === "date" ? "date" : "text"}
      mode={item.type === "number" ? "numeric" : "text"}
      most={200}
      onInput={onChange}
    />
  );
};
SheetField.props = ["item", "value", "onChange"];

/** What of these answers is not what was held: only that is sent. */
export function changes(all: readonly SheetItem[], held: Payload, now: Record<string, string>): Payload {
  const found: Payload = {};
  for (const item of all) {
    const value = now[item.code];
    if (value !== undefined && value !== text(plain(held[item.code]))) found[item.code] = sent(item, value);
  }
  return found;
}

/** A held value as a field shows it. */
export const plain = (value: unknown): unknown => (typeof value === "boolean" ? String(value) : value);

/** The plain answers of a household or person, to be changed by exception. */
export const SheetFields = defineComponent(
  (props: {
    kind: "household" | "person";
    id: string;
    scope: string;
    ver: number;
    held: Payload;
    onDone: () => void;
  }) => {
    const store = useStore();
    const all = sheetItems(store.form(props.kind)["items"]);
    const now = ref<Record<string, string>>(
      Object.fromEntries(all.map((item) => [item.code, text(plain(props.held[item.code]))])),
    );
    const busy = ref(false);

    async function save(): Promise<void> {
      const sheet = changes(all, props.held, now.value);
      if (!Object.keys(sheet).length) {
        tell(t("edit.nothing"));
        props.onDone();
        return;
      }
      busy.value = true;
      const { kind, id, scope, ver } = props;
      const done = { kind, id, scope, base: ver, data: { sheet }, form: store.formVersion(kind) };
      if (await store.keep(done, t("edit.saved"))) props.onDone();
      busy.value = false;
    }

    return () => (
      <div class="p-panel p-stack">
        {all.map((item) => (
          <SheetField
            key={item.code}
            item={item}
            value={now.value[item.code] ?? ""}
            onChange={(value) => (now.value = { ...now.value, [item.code]: value })}
          />
        ))}
        <div class="p-row">
          <Button onPress={props.onDone}>{t("cancel")}</Button>
          <Button kind="main" busy={busy.value} onPress={() => void save()}>
            {t("save")}
          </Button>
        </div>
      </div>
    );
  },
  { props: ["kind", "id", "scope", "ver", "held", "onDone"] },
);
