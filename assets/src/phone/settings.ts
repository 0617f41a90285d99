/** What a person chose for this phone: how large the letters are. Nothing about anybody stands here. */

import { ref } from "vue";

export type Size = "normal" | "large" | "elder";
export const SIZES: readonly Size[] = ["normal", "large", "elder"];
const KEPT = "wangge.phone.size";

export const size = ref<Size>("normal");

export function setSize(chosen: Size): void {
  size.value = chosen;
  document.documentElement.dataset["size"] = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing shows the size until it is closed.
  }
}

/** As last chosen; whoever uses the elder edition of the site begins with the largest letters here, too. */
export function startSettings(): void {
  const root = document.documentElement;
  const usual: Size = root.classList.contains("elder") ? "elder" : "normal";
  root.classList.remove("elder");
  setSize(kept() ?? usual);
}

function kept(): Size | null {
  try {
    const found = localStorage.getItem(KEPT) as Size | null;
    return found && SIZES.includes(found) ? found : null;
  } catch {
    return null;
  }
}
