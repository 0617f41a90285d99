import { defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Icon } from "../../components/Icon";
import { href } from "../../router";
import { useStore } from "../../store";
import { sayMoment, t, wordOf } from "../../words";

type Kept = { form: string; about: string; at: string };

/** Where a draft goes on being written; null for what is mended, which stands among what came back. */
function placeOf({ form, about }: Kept, isHome: boolean): string | null {
  if (form === "case") return about && !isHome ? null : href("report", "", about ? { household: about } : {});
  if (form === "case_step") return href("case", about.split(".")[0]);
  if (form === "meeting") return href("meeting");
  return isHome && (form === "visit" || form === "hazard") ? href(form, about) : null;
}

/** 没写完的: what was begun and not sent. */
export const Drafts = defineComponent(() => {
  const store = useStore();
  const kept = ref<Kept[]>([]);
  void store.engine.drafts().then((found) => (kept.value = found));
  const about = (one: Kept): string => {
    const home = store.households.value.get(one.about);
    return home
      ? [home.head, home.address].filter(Boolean).join(" · ")
      : (store.cases.value.find((found) => one.about.startsWith(found.id))?.title ?? "");
  };
  return () => {
    const shown = kept.value.flatMap((one) => {
      const place = placeOf(one, store.households.value.has(one.about));
      return place ? [{ ...one, place }] : [];
    });
    if (!shown.length) return null;
    return (
      <Section title={t("drafts")} n={shown.length}>
        <ul class="p-links">
          {shown.map((one) => (
            <li key={`${one.form} ${one.about}`}>
              <a class="p-link-row" href={one.place}>
                <Icon name="edit" />
                <span>
                  {[wordOf("op", one.form), about(one)].filter(Boolean).join("：")}
                  <span class="p-meta is-below">{sayMoment(one.at, store.now.value)}</span>
                </span>
                <Icon name="chevron-right" />
              </a>
            </li>
          ))}
        </ul>
      </Section>
    );
  };
});
