import { computed, defineComponent, ref } from "vue";
import { Button } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { reason } from "../../components/telling";
import type { Engine } from "../../engine";
import { instead } from "../../router";
import { t } from "../../words";
import { Door } from "./Door";
import { Forget } from "./Forget";
import { PinField } from "./PinField";

type Person = { account: string; name: string };

/** Whose phone is it now, and the PIN. Two people may use one phone; neither sees what the other has. */
export const Unlock = defineComponent(
  (props: { engine: Engine }) => {
    const people = ref<Person[]>([]);
    const chosen = ref(props.engine.session.value?.account ?? "");
    const pin = ref("");
    const fault = ref("");
    const busy = ref(false);
    const who = computed(() => people.value.find((one) => one.account === chosen.value));
    void props.engine.people().then((found) => {
      people.value = found;
      if (found.length === 1) chosen.value = found[0]!.account;
    });

    async function open(): Promise<void> {
      busy.value = true;
      fault.value = "";
      try {
        if (!(await props.engine.unlock(pin.value, chosen.value || undefined))) fault.value = t("pin.wrong");
      } catch (error) {
        fault.value = reason(error);
      } finally {
        busy.value = false;
        pin.value = "";
      }
    }

    const choice = () => (
      <Door title={t("people.title")} words={t("people.words")}>
        <ul class="p-people">
          {people.value.map((one) => (
            <li key={one.account}>
              <button type="button" class="p-person-btn" onClick={() => (chosen.value = one.account)}>
                <span class="p-face" aria-hidden="true">
                  {one.name.slice(0, 1)}
                </span>
                <span>{one.name}</span>
                <Icon name="chevron-right" />
              </button>
            </li>
          ))}
        </ul>
        <Button kind="quiet" wide onPress={() => instead("sign-in")}>
          {t("people.other")}
        </Button>
      </Door>
    );

    const forget = () =>
      who.value && <Forget engine={props.engine} account={who.value.account} name={who.value.name} />;

    const signIn = (words: string) => (
      <Door title={t("pin.expired")} words={words}>
        <Button kind="main" wide onPress={() => instead("sign-in")}>
          {t("signIn.send")}
        </Button>
        {forget()}
      </Door>
    );

    const asked = () => (
      <Door title={who.value ? t("pin.hello", { name: who.value.name }) : t("pin.title")} words={t("pin.words")}>
        <form
          class="p-stack"
          onSubmit={(event: Event) => {
            event.preventDefault();
            void open();
          }}
        >
          <PinField
            label={t("pin.label")}
            value={pin.value}
            eager
            fault={fault.value}
            onInput={(value) => (pin.value = value)}
          />
          <button
            type="submit"
            class="p-btn is-main is-wide"
            disabled={busy.value || !pin.value}
            aria-busy={busy.value}
          >
            <span>{busy.value ? t("pin.opening") : t("pin.open")}</span>
          </button>
          {people.value.length > 1 && (
            <Button kind="quiet" wide onPress={() => (chosen.value = "")}>
              {t("people.switch")}
            </Button>
          )}
          <Button kind="quiet" wide onPress={() => instead("sign-in")}>
            {t("pin.forgotten")}
          </Button>
          {forget()}
        </form>
      </Door>
    );

    return () => {
      const session = props.engine.session.value;
      if (!chosen.value && people.value.length > 1) return choice();
      if (session?.account === chosen.value && session.lockedSince) return signIn(t("pin.expiredWords"));
      if (session?.account === chosen.value && !session.hasPin) return signIn(t("pin.noneWords"));
      return asked();
    };
  },
  { props: ["engine"] },
);
