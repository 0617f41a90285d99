import { computed, defineComponent, onMounted } from "vue";
import { Empty, GridFilter } from "../../components/bits";
import { Filter, Tag, typed } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { LongList } from "../../components/LongList";
import { Page } from "../../components/Page";
import { search, type Entry, type Found, type Part } from "../../logic/search";
import { href } from "../../router";
import { useReady, useStore } from "../../store";
import { t } from "../../words";
import { ShortTags } from "./flags";

const PARTS: readonly Part[] = ["", "due", "care", "hazard", "stale", "quiet"];

/** 住户: everybody of my grids, found by name, initials, address or the last four digits. */
export const HouseholdList = defineComponent(() => {
  const store = useStore();
  const { words: typedWords, part, grid } = store.lookedFor;
  const began = performance.now();
  const isReady = useReady("household", "person", "wish");
  onMounted(() => requestAnimationFrame(() => store.engine.measured("list", performance.now() - began)));

  const due = computed(() => new Set(store.tasks.value.map((task) => task.household)));
  const isIn = ({ household }: Entry): boolean => {
    if (grid.value && household.scope !== grid.value) return false;
    if (part.value === "due") return due.value.has(household.id);
    return part.value === "" || (store.flags.value.get(household.id)?.includes(part.value) ?? false);
  };
  const inPart = computed(() => store.entries.value.filter(isIn));
  const found = computed(() => search(inPart.value, typedWords.value));

  const row = ({ entry, person }: Found) => (
    <a class="p-home" href={href("household", entry.household.id)}>
      <span class="p-home-words">
        <span class="p-home-first">
          <b class="p-home-name">{entry.household.head || t("household.noHead")}</b>
          {due.value.has(entry.household.id) && <Tag kind="good">{t("flag.due.short")}</Tag>}
          <ShortTags flags={store.flags.value.get(entry.household.id) ?? []} />
        </span>
        <span class="p-home-place">
          {person && (
            <b class="p-home-match">
              {t("households.match", { name: person.name, role: store.say("role", person.role) })}
            </b>
          )}
          {entry.household.address}
        </span>
      </span>
      <Icon name="chevron-right" />
    </a>
  );

  return () => (
    <Page title={t("tab.households")}>
      <div class="p-search">
        <Icon name="search" />
        <input
          type="search"
          class="p-input"
          aria-label={t("households.search")}
          placeholder={t("households.searchHint")}
          autocomplete="off"
          enterkeyhint="search"
          value={typedWords.value}
          onInput={(event: Event) => {
            typedWords.value = typed(event);
            scrollTo(0, 0);
          }}
        />
      </div>
      <GridFilter value={grid.value} onPick={(id) => (grid.value = id)} />
      <Filter
        label={t("households.filter")}
        of={PARTS.map((code) => ({ code, label: code ? t(`flag.${code}`) : t("all") }))}
        value={part.value}
        onPick={(code) => (part.value = code as Part)}
      />
      <p class="p-lead" role="status">
        {isReady.value
          ? t("households.count", { n: found.value.length, people: store.people.value.size })
          : t("loading")}
      </p>
      {isReady.value && !found.value.length ? (
        <Empty
          icon="search"
          title={typedWords.value ? t("households.notFound", { words: typedWords.value }) : t("households.none")}
        >
          {typedWords.value && <p>{t("households.notFoundHint")}</p>}
        </Empty>
      ) : (
        <LongList
          label={t("tab.households")}
          of={found.value}
          keyOf={(index) => found.value[index]!.entry.household.id}
          row={(index) => row(found.value[index]!)}
        />
      )}
    </Page>
  );
});
