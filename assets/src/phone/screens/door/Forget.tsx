import { defineComponent, ref } from "vue";
import { Button, Toggle } from "../../components/controls";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import type { Engine } from "../../engine";
import { t } from "../../words";

/** The way out when neither PIN nor password is known any more: whoever else needs the phone deletes that store. */
export const Forget = defineComponent(
  (props: { engine: Engine; account: string; name: string }) => {
    const isOpen = ref(false);
    const isSure = ref(false);
    const busy = ref(false);
    function ask(): void {
      isSure.value = false;
      isOpen.value = true;
    }
    async function forget(): Promise<void> {
      busy.value = true;
      isOpen.value = false;
      await props.engine.forget(props.account).catch((error: unknown) => tell(reason(error), true));
      busy.value = false;
    }
    return () => (
      <>
        <Button kind="quiet" wide busy={busy.value} onPress={ask}>
          {t("forget.open", { name: props.name })}
        </Button>
        <Sheet open={isOpen.value} title={t("forget.title")} onClose={() => (isOpen.value = false)}>
          <div class="p-stack">
            <p>{t("forget.words", { name: props.name })}</p>
            <Toggle on={isSure.value} warn onFlip={() => (isSure.value = !isSure.value)}>
              {t("forget.sure")}
            </Toggle>
            <Button wide kind="danger" icon="trash" off={!isSure.value} onPress={() => void forget()}>
              {t("forget.do")}
            </Button>
            <Button wide onPress={() => (isOpen.value = false)}>
              {t("cancel")}
            </Button>
          </div>
        </Sheet>
      </>
    );
  },
  { props: ["engine", "account", "name"] },
);
