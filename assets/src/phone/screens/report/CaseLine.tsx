import { defineComponent } from "vue";
import { Due } from "../../components/bits";
import { Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { OpState } from "../../engine";
import type { Case } from "../../logic/model";
import { href } from "../../router";
import { useStore } from "../../store";
import { t } from "../../words";

const ENDED = new Set(["closed", "archived", "rejected", "merged", "withdrawn", "voided"]);
export const isEnded = (one: Case): boolean => ENDED.has(one.state);

/** A case in a list: what, how far, who has it and until when. */
export const CaseLine = defineComponent(
  (props: { of: Case }) => {
    const store = useStore();
    /** Until the server's own row is here, what became of the report. */
    const state = (of: Case): OpState => store.queue.value.find((one) => one.id === of.id)?.state ?? "waiting";
    const tag = (of: Case) =>
      of.number ? (
        <Tag kind={isEnded(of) ? "good" : "care"}>{of.stateWords}</Tag>
      ) : (
        <Tag kind="warn">{t(`state.${state(of)}`)}</Tag>
      );
    const card = (of: Case) => (
      <li class="p-card">
        <a class="p-card-link" href={href("case", of.id)}>
          <span class="p-card-head">
            <span class="p-card-title is-clamped">{of.title || of.words}</span>
          </span>
          <span class="p-tags">
            {of.isUrgent && <Tag kind="danger">{t("case.urgent")}</Tag>}
            {tag(of)}
            {!isEnded(of) && <Due at={of.dueAt} />}
          </span>
          <span class="p-card-sub">{[of.number, of.owner, of.where].filter(Boolean).join(" · ")}</span>
          <Icon name="chevron-right" />
        </a>
      </li>
    );
    return () => card(props.of);
  },
  { props: ["of"] },
);
