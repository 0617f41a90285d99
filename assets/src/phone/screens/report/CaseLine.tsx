import { defineComponent } from "vue";
import { Due } from "../../components/bits";
import { Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { Case } from "../../logic/model";
import { href } from "../../router";
import { t } from "../../words";

const ENDED = new Set(["closed", "archived", "rejected", "merged", "withdrawn", "voided"]);
export const isEnded = (one: Case): boolean => ENDED.has(one.state);

/** A case in a list: what, how far, who has it and until when. */
export const CaseLine = defineComponent(
  (props: { of: Case }) => () => {
    const { of } = props;
    return (
      <li class="p-card">
        <a class="p-card-link" href={href("case", of.id)}>
          <span class="p-card-head">
            <span class="p-card-title is-clamped">{of.title || of.words}</span>
          </span>
          <span class="p-tags">
            {of.isUrgent && <Tag kind="danger">{t("case.urgent")}</Tag>}
            {of.isWaiting || !of.number ? <Tag kind="warn">{t("state.waiting")}</Tag> : <Tag kind={isEnded(of) ? "good" : "care"}>{of.stateWords}</Tag>}
            {!isEnded(of) && <Due at={of.dueAt} />}
          </span>
          <span class="p-card-sub">{[of.number, of.owner, of.where].filter(Boolean).join(" · ")}</span>
          <Icon name="chevron-right" />
        </a>
      </li>
    );
  },
  { props: ["of"] },
);
