import { computed, defineComponent, ref } from "vue";
import { Area, Button, Fault, Line, Radios } from "../../components/controls";
import { Page } from "../../components/Page";
import { reason, tell } from "../../components/telling";
import { choices } from "../../logic/model";
import { instead } from "../../router";
import { useDraft, useStore } from "../../store";
import { t } from "../../words";

type MeetingDraft = { kind: string; grid: string; people: string; words: string };

/** 网格夜话, 民情纳凉会: a meeting of a grid, how many came and what was said. */
export const MeetingForm = defineComponent(() => {
  const store = useStore();
  const draft = useDraft<MeetingDraft>("meeting", "", () => ({ kind: "", grid: "", people: "", words: "" }));
  const fault = ref("");
  const busy = ref(false);
  const kinds = computed(() => choices(store.form("meeting")["kinds"]));
  const grids = computed(() => store.engine.session.value?.grids ?? []);

  function change(part: Partial<MeetingDraft>): void {
    draft.value.value = { ...draft.value.value, ...part };
    fault.value = "";
    draft.keep();
  }

  async function send(): Promise<void> {
    const { kind, grid, people, words } = draft.value.value;
    const count = Number(people);
    fault.value = !(kind || kinds.value.length === 1) ? t("meeting.noKind") : !(count > 0) ? t("meeting.noPeople") : "";
    if (fault.value) return;
    busy.value = true;
    try {
      const data = { kind: kind || kinds.value[0]!.code, people: count, words: words.trim(), cadence: "" };
      await store.engine.act({
        kind: "meeting",
        scope: grid || grids.value[0]?.id || "",
        data,
        form: store.formVersion("meeting"),
      });
      await draft.drop();
      tell(t("meeting.kept"));
      instead("today");
    } catch (error) {
      tell(reason(error), true);
    } finally {
      busy.value = false;
    }
  }

  return () => {
    const { kind, grid, people, words } = draft.value.value;
    return (
      <Page title={t("meeting.title")} up="report">
        {{
          default: () => (
            <div class="p-panel p-stack">
              {kinds.value.length > 1 && (
                <Radios
                  label={t("meeting.kind")}
                  of={kinds.value}
                  value={kind}
                  onPick={(code) => change({ kind: code })}
                />
              )}
              {grids.value.length > 1 && (
                <Radios
                  label={t("report.grid")}
                  of={grids.value.map((one) => ({ code: one.id, label: one.name }))}
                  value={grid || grids.value[0]!.id}
                  onPick={(code) => change({ grid: code })}
                />
              )}
              <Line
                label={t("meeting.people")}
                mode="numeric"
                most={4}
                value={people}
                onInput={(value) => change({ people: value.replace(/\D/g, "") })}
              />
              <Area
                label={t("meeting.words")}
                rows={5}
                optional
                value={words}
                onInput={(value) => change({ words: value })}
              />
              <Fault words={fault.value} />
            </div>
          ),
          foot: () => (
            <Button kind="main" wide icon="send" busy={busy.value} onPress={() => void send()}>
              {t("meeting.send")}
            </Button>
          ),
        }}
      </Page>
    );
  };
});
