import { computed, defineComponent } from "vue";
import { Area, Radios } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { IconName } from "../../components/icons";
import { choices, object, type Choice, type Person, type Toggle } from "../../logic/model";
import { useStore, type Store } from "../../store";
import { t } from "../../words";
import { FOLLOWS, newFollow, type Follow, type FollowTo, type VisitDraft } from "./draft";

const SIGNS: Record<FollowTo, IconName> = {
  case: "message",
  hazard: "alert-triangle",
  care: "heart-handshake",
  dispute: "users",
};

/** The kinds a follow-up may have: of hazards those of the form, of care those of the dictionary. */
function kindsOf(store: Store, to: FollowTo): Choice[] {
  if (to === "hazard") return choices(store.form("hazard")["kinds"]);
  if (to !== "care") return [];
  const words = store.engine.rows("dict").value.find((row) => row.payload["name"] === "care")?.payload["words"];
  return Object.entries(object(words)).flatMap(([code, word]) =>
    code === "sensitive" ? [] : [{ code, label: String(word) }],
  );
}

/** What a toggle leads to: one more tap and it is a case, a hazard, care or a dispute, linked with this visit. */
export const CheckFollow = defineComponent(
  (props: {
    check: Toggle;
    draft: VisitDraft;
    change: (part: Partial<VisitDraft>) => void;
    people: readonly Person[];
  }) => {
    const store = useStore();
    const to = computed(() =>
      FOLLOWS.includes(props.check.leadsTo as FollowTo) ? (props.check.leadsTo as FollowTo) : null,
    );
    const kinds = computed(() => (to.value ? kindsOf(store, to.value) : []));
    const mine = computed(() => props.draft.follow.find((one) => one.from === props.check.code));
    const put = (kind: string): void => {
      const others = props.draft.follow.filter((one) => one.from !== props.check.code);
      const again = mine.value && mine.value.kind === kind;
      props.change({
        follow: again ? others : [...others, newFollow(to.value!, props.draft, { kind, from: props.check.code })],
      });
    };
    const chip = (label: string, kind: string) => (
      <button
        key={kind || label}
        type="button"
        class={["p-chip", mine.value && mine.value.kind === kind && "is-on"]}
        aria-pressed={Boolean(mine.value && mine.value.kind === kind)}
        onClick={() => put(kind)}
      >
        {mine.value && mine.value.kind === kind && <Icon name="check" />}
        {label}
      </button>
    );
    return () =>
      to.value && (
        <div class="p-panel is-soft">
          <p class="p-follow-title">{t("visit.turn", { what: props.check.label, into: t(`follow.${to.value}`) })}</p>
          <div class="p-chips">
            {kinds.value.length
              ? kinds.value.map((kind) => chip(kind.label, kind.code))
              : chip(t("visit.turnInto", { into: t(`follow.${to.value}`) }), "")}
          </div>
          {mine.value && (
            <FollowMore follow={mine.value} draft={props.draft} change={props.change} people={props.people} />
          )}
          {!mine.value && <p class="p-hint">{t("visit.onlyNoted")}</p>}
        </div>
      );
  },
  { props: ["check", "draft", "change", "people"] },
);

/** The note itself becomes one of these by one tap. */
export const WordsFollow = defineComponent(
  (props: { draft: VisitDraft; change: (part: Partial<VisitDraft>) => void; people: readonly Person[] }) => {
    const store = useStore();
    const mine = computed(() => props.draft.follow.filter((one) => !one.from));
    const put = (to: FollowTo): void => {
      const others = props.draft.follow.filter((one) => one.from || one.to !== to);
      const had = mine.value.some((one) => one.to === to);
      props.change({ follow: had ? others : [...others, newFollow(to, props.draft)] });
    };
    return () => (
      <>
        <p class="p-follow-title" id="words-follow">
          {t("visit.turnWords")}
        </p>
        <div class="p-chips" role="group" aria-labelledby="words-follow">
          {FOLLOWS.map((to) => {
            const isOn = mine.value.some((one) => one.to === to);
            return (
              <button
                key={to}
                type="button"
                class={["p-chip", isOn && "is-on"]}
                aria-pressed={isOn}
                onClick={() => put(to)}
              >
                <Icon name={isOn ? "check" : SIGNS[to]} />
                {t(`follow.${to}`)}
              </button>
            );
          })}
        </div>
        {mine.value.map((one) => {
          const kinds = kindsOf(store, one.to);
          return (
            <div key={one.id} class="p-panel is-soft">
              {kinds.length > 0 && (
                <Radios
                  label={t("visit.kindOf", { what: t(`follow.${one.to}`) })}
                  inline
                  of={kinds}
                  value={one.kind}
                  onPick={(kind) => props.change({ follow: changed(props.draft, one, { kind }) })}
                />
              )}
              <FollowMore follow={one} draft={props.draft} change={props.change} people={props.people} />
            </div>
          );
        })}
      </>
    );
  },
  { props: ["draft", "change", "people"] },
);

function changed(draft: VisitDraft, one: Follow, part: Partial<Follow>): Follow[] {
  return draft.follow.map((other) => (other.id === one.id ? { ...other, ...part } : other));
}

/** More words of its own, and who it is about; both may stay empty. */
const FollowMore = defineComponent(
  (props: {
    follow: Follow;
    draft: VisitDraft;
    change: (part: Partial<VisitDraft>) => void;
    people: readonly Person[];
  }) =>
    () => (
      <>
        {props.follow.to === "care" && props.people.length > 0 && (
          <Radios
            label={t("visit.about")}
            inline
            of={props.people.map((one) => ({ code: one.id, label: one.name }))}
            value={props.follow.person}
            onPick={(person) => props.change({ follow: changed(props.draft, props.follow, { person }) })}
          />
        )}
        <Area
          label={t("visit.followWords", { what: t(`follow.${props.follow.to}`) })}
          optional
          rows={2}
          most={500}
          value={props.follow.words}
          onInput={(words) => props.change({ follow: changed(props.draft, props.follow, { words }) })}
        />
      </>
    ),
  { props: ["follow", "draft", "change", "people"] },
);
