import { defineComponent, nextTick, onScopeDispose, ref, useId, watch } from "vue";
import { Popup } from "vant/es/popup";
import "vant/es/popup/style/index";
import { t } from "../words";
import { Icon } from "./Icon";

/** What lies beside a sheet is no button for those who use keys: they have Escape and the cross. */
const BARE: object = { role: undefined, tabindex: undefined };

/** A part that rises from below: it takes the focus and gives it back; its cross, Escape and the back key close it. */
export const Sheet = defineComponent(
  (props: { open: boolean; title: string; onClose: () => void }, { slots }) => {
    const id = useId();
    const root = ref<HTMLElement>();
    let before: Element | null = null;
    const rest = (off: boolean): void => void document.querySelector("#phone")?.toggleAttribute("inert", off);
    const escape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") props.onClose();
    };
    /** Whether the browser's history has an entry for this sheet, so that the back key ends it and not the screen. */
    const isNoted = (): boolean => (history.state as { sheet?: string } | null)?.sheet === id;
    const left = (): void => {
      if (props.open && !isNoted()) props.onClose();
    };
    watch(
      () => props.open,
      async (open) => {
        if (open) {
          before = document.activeElement;
          rest(true);
          history.pushState({ ...(history.state as object | null), sheet: id }, "");
          addEventListener("keydown", escape);
          addEventListener("popstate", left);
          await nextTick();
          root.value?.querySelector<HTMLElement>("h2")?.focus();
        } else {
          rest(false);
          removeEventListener("keydown", escape);
          removeEventListener("popstate", left);
          if (isNoted()) history.back();
          if (before instanceof HTMLElement) before.focus({ preventScroll: true });
        }
      },
    );
    onScopeDispose(() => {
      rest(false);
      removeEventListener("keydown", escape);
      removeEventListener("popstate", left);
    });
    return () => (
      <Popup
        show={props.open}
        position="bottom"
        round
        teleport="body"
        class="p-sheet"
        duration={0.2}
        overlayProps={BARE}
        safeAreaInsetBottom
        onUpdate:show={(show: boolean) => (show ? undefined : props.onClose())}
        {...{ "aria-labelledby": id, "aria-modal": "true" }}
      >
        <div ref={root}>
          <div class="p-sheet-head">
            <h2 id={id} tabindex={-1}>
              {props.title}
            </h2>
            <button type="button" class="p-icon-btn" aria-label={t("close")} onClick={() => props.onClose()}>
              <Icon name="x" />
            </button>
          </div>
          <div class="p-sheet-body">{slots["default"]?.()}</div>
        </div>
      </Popup>
    );
  },
  { props: ["open", "title", "onClose"] },
);
