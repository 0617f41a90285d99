import { defineComponent, ref } from "vue";
import { Section } from "../../components/bits";
import { Button, Fault, Radios, Toggle } from "../../components/controls";
import { Icon } from "../../components/Icon";
import type { IconName } from "../../components/icons";
import { Page } from "../../components/Page";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import { Refused } from "../../engine";
import { href } from "../../router";
import { setSize, size, SIZES, type Size } from "../../settings";
import { useStore } from "../../store";
import { language, speak, t, type Language } from "../../words";
import { ChangePin } from "./ChangePin";
import { SyncCard } from "./SyncCard";
import { WorkCard } from "./WorkCard";
import { exportUnsent } from "./exporting";

/** 我的: how far sending is, my card and notes, how the app looks, the PIN and the way out. */
export const Me = defineComponent(() => {
  const store = useStore();
  const { engine } = store;
  const isLeaving = ref(false);
  const isPinOpen = ref(false);
  const isCardOpen = ref(false);
  const leavingFault = ref("");
  const busy = ref(false);

  async function leave(): Promise<void> {
    busy.value = true;
    leavingFault.value = "";
    try {
      await engine.signOut();
      isLeaving.value = false;
    } catch (error) {
      leavingFault.value =
        error instanceof Refused && error.why === "waiting"
          ? t("leave.waiting", { n: engine.sync.value.waiting })
          : reason(error);
    } finally {
      busy.value = false;
    }
  }

  const link = (icon: IconName, words: string, to: string, note = "") => (
    <li>
      <a class="p-link-row" href={to}>
        <Icon name={icon} />
        <span>{words}</span>
        <span class="p-meta">{note}</span>
        <Icon name="chevron-right" />
      </a>
    </li>
  );
  const press = (icon: IconName, words: string, onPress: () => void) => (
    <li>
      <button type="button" class="p-link-row" onClick={onPress}>
        <Icon name={icon} />
        <span>{words}</span>
        <Icon name="chevron-right" />
      </button>
    </li>
  );

  const leaving = () => (
    <Sheet open={isLeaving.value} title={t("leave.title")} onClose={() => (isLeaving.value = false)}>
      <div class="p-stack">
        <p>{t("leave.words")}</p>
        <Fault words={leavingFault.value} />
        {leavingFault.value && (
          <Button wide icon="download" onPress={() => void exportUnsent(engine)}>
            {t("export")}
          </Button>
        )}
        <Button wide kind="danger" icon="logout" busy={busy.value} onPress={() => void leave()}>
          {t("leave.do")}
        </Button>
        <Button wide onPress={() => (isLeaving.value = false)}>
          {t("cancel")}
        </Button>
      </div>
    </Sheet>
  );

  return () => {
    const session = engine.session.value;
    return (
      <Page title={t("tab.me")}>
        <div class="p-panel p-who">
          <span class="p-face is-large" aria-hidden="true">
            {session?.name.slice(0, 1)}
          </span>
          <div>
            <p class="p-work-name">{session?.name}</p>
            <p class="p-meta">{session?.grids.map((grid) => grid.name).join("、")}</p>
          </div>
        </div>
        <SyncCard />
        <ul class="p-links">
          {link(
            "send",
            t("sending.title"),
            href("sending"),
            store.refused.value ? t("sync.refused", { n: store.refused.value }) : "",
          )}
          {link("file-text", t("notebook.title"), href("notebook"))}
          {press("id-badge-2", t("card.title"), () => (isCardOpen.value = true))}
        </ul>
        <Section title={t("look")}>
          <div class="p-panel p-stack">
            <Radios
              label={t("size")}
              inline
              of={SIZES.map((code) => ({ code, label: t(`size.${code}`) }))}
              value={size.value}
              onPick={(code) => setSize(code as Size)}
            />
            <Radios
              label={t("language")}
              inline
              of={[
                { code: "zh", label: "中文" },
                { code: "en", label: "English" },
              ]}
              value={language.value}
              onPick={(code) => speak(code as Language)}
            />
            <Toggle
              on={engine.wifiOnly.value}
              icon="photo"
              note={t("wifi.note")}
              onFlip={() => void engine.setWifiOnly(!engine.wifiOnly.value)}
            >
              {t("wifi")}
            </Toggle>
          </div>
        </Section>
        <ul class="p-links">
          {press("key", t("pin.change"), () => (isPinOpen.value = true))}
          {press("lock", t("lock"), () => engine.lock())}
          {press(
            "download",
            t("export"),
            () => void exportUnsent(engine).catch((error: unknown) => tell(reason(error), true)),
          )}
          {press("logout", t("leave.title"), () => {
            leavingFault.value = "";
            isLeaving.value = true;
          })}
        </ul>
        <ChangePin open={isPinOpen.value} onClose={() => (isPinOpen.value = false)} />
        <WorkCard open={isCardOpen.value} onClose={() => (isCardOpen.value = false)} />
        {leaving()}
      </Page>
    );
  };
});
