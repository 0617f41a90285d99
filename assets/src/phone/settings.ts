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

export function startSettings(): void {
  try {
    const kept = localStorage.getItem(KEPT) as Size | null;
    setSize(kept && SIZES.includes(kept) ? kept : "normal");
  } catch {
    setSize("normal");
  }
}
