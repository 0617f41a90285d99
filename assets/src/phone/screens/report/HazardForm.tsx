import { computed, defineComponent, ref } from "vue";
import { Banner, Empty } from "../../components/bits";
import { Area, Button, Fault, Radios } from "../../components/controls";
import { Page } from "../../components/Page";
import { Photos } from "../../components/Photos";
import { reason, tell } from "../../components/telling";
import { choices, text } from "../../logic/model";
import { instead } from "../../router";
import { useDraft, usePhotos, useReady, useStore } from "../../store";
import { t } from "../../words";

type HazardDraft = { kind: string; grade: string; words: string };
const empty = (): HazardDraft => ({ kind: "", grade: "", words: "" });

/** 隐患: what kind, how bad, a few words, a photo if it helps. */
export const HazardForm = defineComponent(
  (props: { household: string; mend: string }) => {
    const store = useStore();
    const isReady = useReady("household", "form");
    const draft = useDraft<HazardDraft>("hazard", props.mend || props.household, empty);
    const photos = usePhotos("hazard", props.household);
    const fault = ref("");
    const busy = ref(false);
    const returned = computed(() => store.queue.value.find((one) => one.op === props.mend));
    const home = computed(() => store.households.value.get(props.household || text(returned.value?.data["household"])));
    const grades = computed(() => choices(store.form("hazard")["grades"]));
    if (returned.value)
      draft.value.value = {
        kind: text(returned.value.data["kind"]),
        grade: text(returned.value.data["grade"]),
        words: text(returned.value.data["words"]),
      };

    function change(part: Partial<HazardDraft>): void {
      draft.value.value = { ...draft.value.value, ...part };
      fault.value = "";
      draft.keep();
    }

    async function send(): Promise<void> {
      const { kind, grade, words } = draft.value.value;
      fault.value = !kind ? t("hazard.noKind") : !words.trim() ? t("hazard.noWords") : "";
      if (fault.value || !home.value) return;
      busy.value = true;
      const data = {
        household: home.value.id,
        kind,
        words: words.trim(),
        grade: Number(grade || grades.value[0]?.code || 1),
      };
      try {
        if (props.mend) await store.engine.resend(props.mend, data);
        else
          await store.engine.act({
            kind: "hazard",
            scope: home.value.scope,
            data,
            form: store.formVersion("hazard"),
            files: photos.value,
          });
        await draft.drop();
        photos.value = [];
        tell(t("hazard.kept"));
        instead("household", home.value.id);
      } catch (error) {
        tell(reason(error), true);
      } finally {
        busy.value = false;
      }
    }

    return () => {
      if (!home.value)
        return (
          <Page title={t("hazard.title")} up="households">
            {isReady.value ? <Empty icon="home" title={t("household.gone")} /> : null}
          </Page>
        );
      const { kind, grade, words } = draft.value.value;
      return (
        <Page
          title={t("hazard.title")}
          up="households"
          note={[home.value.head, home.value.address].filter(Boolean).join(" · ")}
        >
          {{
            default: () => (
              <div class="p-panel p-stack">
                {returned.value && <Banner kind="danger">{t("mend.because", { why: returned.value.words })}</Banner>}
                <Radios
                  label={t("hazard.kind")}
                  of={choices(store.form("hazard")["kinds"])}
                  value={kind}
                  onPick={(code) => change({ kind: code })}
                />
                {grades.value.length > 1 && (
                  <Radios
                    label={t("hazard.grade")}
                    inline
                    of={grades.value}
                    value={grade || grades.value[0]!.code}
                    onPick={(code) => change({ grade: code })}
                  />
                )}
                <Area
                  label={t("hazard.words")}
                  rows={3}
                  most={500}
                  value={words}
                  onInput={(value) => change({ words: value })}
                />
                {!props.mend && (
                  <Photos of={photos.value} scope={home.value!.scope} onChange={(all) => (photos.value = all)} />
                )}
                <Fault words={fault.value} />
              </div>
            ),
            foot: () => (
              <Button kind="main" wide icon="send" busy={busy.value} onPress={() => void send()}>
                {t("hazard.send")}
              </Button>
            ),
          }}
        </Page>
      );
    };
  },
  { props: ["household", "mend"] },
);
