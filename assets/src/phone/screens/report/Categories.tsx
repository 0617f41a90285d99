import { computed, defineComponent, useId } from "vue";
import { object, text } from "../../logic/model";
import { useStore } from "../../store";
import { t } from "../../words";

interface Category {
  code: string;
  label: string;
  parent: string;
}

/** What kind of matter it is, for those who know; the office sorts the others. */
export const Categories = defineComponent(
  (props: { value: string; onPick: (code: string) => void }) => {
    const store = useStore();
    const id = useId();
    const all = computed<Category[]>(() => {
      const given = store.form("case")["categories"];
      return (Array.isArray(given) ? given : []).map((one) => ({
        code: text(object(one)["code"]),
        label: text(object(one)["label"]),
        parent: text(object(one)["parent"]),
      }));
    });
    const groups = computed(() => {
      const under = new Map<string, Category[]>();
      for (const one of all.value) under.set(one.parent, [...(under.get(one.parent) ?? []), one]);
      return under;
    });
    const options = (parent: string) =>
      (groups.value.get(parent) ?? []).map((one) =>
        groups.value.has(one.code) ? (
          <optgroup key={one.code} label={one.label}>
            <option value={one.code}>{one.label}</option>
            {(groups.value.get(one.code) ?? []).map((below) => (
              <option key={below.code} value={below.code}>
                {below.label}
              </option>
            ))}
          </optgroup>
        ) : (
          <option key={one.code} value={one.code}>
            {one.label}
          </option>
        ),
      );
    return () =>
      all.value.length > 0 && (
        <div class="p-field">
          <label for={id}>
            {t("report.category")}
            <small>{t("optional")}</small>
          </label>
          <select
            id={id}
            class="p-input"
            value={props.value}
            onChange={(event: Event) => props.onPick((event.target as HTMLSelectElement).value)}
          >
            <option value="">{t("report.categoryUnknown")}</option>
            {options("")}
          </select>
        </div>
      );
  },
  { props: ["value", "onPick"] },
);
