import type { Engine } from "./index";

/** The one engine of a page. */
export function createEngine(): Engine {
  throw new Error("not built yet");
}
