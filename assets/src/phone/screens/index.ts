import type { Engine } from "../engine";

/** Draw the app into an element of the page. */
export function mountScreens(engine: Engine, root: HTMLElement): void {
  root.textContent = engine.phase.value;
}
