import { defineComponent, ref, watch } from "vue";
import { Area, Button, Line, Toggle } from "../../components/controls";
import { Sheet } from "../../components/Sheet";
import type { Household, Wish } from "../../logic/model";
import { useStore } from "../../store";
import { sayDay, t } from "../../words";

/** What a household asked for, in one sentence. */
export function wishWords(wish: Wish, now: Date): string {
  const parts = [
    wish.noVisits ? t("wish.noVisits") : "",
    wish.notBefore ? t("wish.notBefore", { at: wish.notBefore }) : "",
    wish.notAfter ? t("wish.notAfter", { at: wish.notAfter }) : "",
    wish.until ? t("wish.until", { day: sayDay(wish.until, now) }) : "",
  ];
  return parts.filter(Boolean).join("，") || t("flag.quiet");
}

/** Not to be disturbed, or only at certain hours: what the people of a household want. */
export const WishSheet = defineComponent(
  (props: { open: boolean; household: Household; wish: Wish | null; onClose: () => void }) => {
    const store = useStore();
    const noVisits = ref(false);
    const notBefore = ref("");
    const notAfter = ref("");
    const until = ref("");
    const words = ref("");
    watch(
      () => props.open,
      (open) => {
        if (!open) return;
        noVisits.value = props.wish?.noVisits ?? false;
        notBefore.value = props.wish?.notBefore ?? "";
        notAfter.value = props.wish?.notAfter ?? "";
        until.value = props.wish?.until ?? "";
        words.value = props.wish?.words ?? "";
      },
    );
    async function send(data: Record<string, unknown>): Promise<void> {
      const { id, scope } = props.household;
      const done = { kind: "wish", id, scope, data, form: store.formVersion("wish") };
      if (await store.keep(done, t("wish.kept"))) props.onClose();
    }
    return () => (
      <Sheet open={props.open} title={t("wish.title")} onClose={props.onClose}>
        <div class="p-stack">
          <Toggle on={noVisits.value} icon="eye-off" onFlip={() => (noVisits.value = !noVisits.value)}>
            {t("wish.noVisits")}
          </Toggle>
          <div class="p-pair">
            <Line
              label={t("wish.from")}
              type="time"
              optional
              value={notBefore.value}
              onInput={(value) => (notBefore.value = value)}
            />
            <Line
              label={t("wish.to")}
              type="time"
              optional
              value={notAfter.value}
              onInput={(value) => (notAfter.value = value)}
            />
          </div>
          <Line
            label={t("wish.untilLabel")}
            type="date"
            optional
            value={until.value}
            onInput={(value) => (until.value = value)}
          />
          <Area
            label={t("wish.words")}
            optional
            rows={2}
            most={200}
            value={words.value}
            onInput={(value) => (words.value = value)}
          />
          <Button
            kind="main"
            wide
            onPress={() =>
              void send({
                no_visits: noVisits.value,
                not_before: notBefore.value || null,
                not_after: notAfter.value || null,
                until: until.value || null,
                words: words.value.trim(),
              })
            }
          >
            {t("wish.keep")}
          </Button>
          {props.wish && (
            <Button kind="quiet" wide onPress={() => void send({ end: true })}>
              {t("wish.end")}
            </Button>
          )}
        </div>
      </Sheet>
    );
  },
  { props: ["open", "household", "wish", "onClose"] },
);
