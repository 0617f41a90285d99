import { defineComponent, ref } from "vue";
import { Refused } from "../engine";
import { t } from "../words";
import { Icon } from "./Icon";

type Told = { words: string; isBad: boolean };
const told = ref<Told | null>(null);
let timer = 0;

/** A sentence at the lower edge that goes away by itself; what matters stands on the screen as well. */
export function tell(words: string, isBad = false): void {
  clearTimeout(timer);
  told.value = { words, isBad };
  timer = window.setTimeout(() => (told.value = null), isBad ? 8000 : 4000);
}

/** The words of whatever went wrong: of a refusal its own. */
export function reason(error: unknown): string {
  if (error instanceof Refused && error.message) return error.message;
  console.error(error);
  return t("fault");
}

export const Telling = defineComponent(() => () => (
  <div class="p-telling" role="status">
    {told.value && (
      <div class={["p-told", told.value.isBad && "is-bad"]}>
        <Icon name={told.value.isBad ? "alert-triangle" : "info-circle"} />
        <span>{told.value.words}</span>
      </div>
    )}
  </div>
));
