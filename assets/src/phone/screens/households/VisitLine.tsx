import { defineComponent } from "vue";
import { Tag } from "../../components/controls";
import type { Visit } from "../../logic/model";
import { useStore } from "../../store";
import { sayFull, sayMoment, t } from "../../words";

/** A visit that was: when, by whom, who was met and what was said. */
export const VisitLine = defineComponent(
  (props: { visit: Visit; place?: string; full?: boolean }) => {
    const store = useStore();
    return () => {
      const { visit, place } = props;
      const met = visit.met
        .map((id) => store.people.value.get(id)?.name)
        .filter(Boolean)
        .join("、");
      return (
        <li class="p-visit">
          <p class="p-visit-head">
            <b>{props.full ? sayFull(visit.at) : sayMoment(visit.at, store.now.value)}</b>
            {visit.kind && <span>{store.say("visit_kind", visit.kind)}</span>}
            {visit.isWaiting && <Tag kind="warn">{t("state.waiting")}</Tag>}
          </p>
          {place && <p>{place}</p>}
          <p class="p-meta">
            {[
              visit.by,
              visit.unmet ? t("visit.unmetWas", { why: visit.unmet }) : met && t("visit.metWas", { names: met }),
              visit.people ? t("visit.came", { n: visit.people }) : "",
              visit.unchanged && t("visit.unchanged"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {visit.words && <p class="p-pre">{visit.words}</p>}
          {visit.did.length > 0 && <p class="p-meta">{t("visit.didWas", { what: visit.did.join("、") })}</p>}
          {visit.follows.length > 0 && (
            <p class="p-meta">
              {t("visit.followed", {
                what: visit.follows.map((one) => one.label || t(`follow.${one.kind as "case"}`)).join("、"),
              })}
            </p>
          )}
        </li>
      );
    };
  },
  { props: ["visit", "place", "full"] },
);
