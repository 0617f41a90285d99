import { defineComponent } from "vue";
import { Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { Person } from "../../logic/model";
import { href } from "../../router";
import { useStore } from "../../store";
import { t } from "../../words";

/** Somebody of a household: name, what to the others, and what is to be cared for. */
export const MemberLine = defineComponent(
  (props: { person: Person }) => {
    const store = useStore();
    const about = ({ sex, born, phone }: Person): string =>
      [
        store.say("sex", sex),
        born ? t("person.born", { year: born }) : "",
        phone ? t("person.tail", { digits: phone }) : "",
      ]
        .filter(Boolean)
        .join(" · ");
    return () => (
      <li>
        <a class="p-member" href={href("person", props.person.id)}>
          <span class="p-face" aria-hidden="true">
            {props.person.name.slice(0, 1)}
          </span>
          <span class="p-member-words">
            <span>
              <b>{props.person.name}</b> <span class="p-meta">{store.say("role", props.person.role)}</span>
            </span>
            <span class="p-meta">{about(props.person)}</span>
            <CareTags codes={props.person.care} />
          </span>
          <Icon name="chevron-right" />
        </a>
      </li>
    );
  },
  { props: ["person"] },
);

/** Kinds of care as words. */
export const CareTags = defineComponent(
  (props: { codes: readonly string[] }) => {
    const store = useStore();
    return () =>
      props.codes.length > 0 && (
        <span class="p-tags">
          {props.codes.map((code) => (
            <Tag key={code} kind="care">
              {store.say("care", code)}
            </Tag>
          ))}
        </span>
      );
  },
  { props: ["codes"] },
);
