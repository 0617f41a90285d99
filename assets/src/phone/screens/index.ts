import { createApp } from "vue";
import { App } from "../App";
import type { Engine } from "../engine";
import { startRouter } from "../router";
import { startSettings } from "../settings";
import "../styles/index.css";
import { startWords } from "../words";

/** Draw the app into an element of the page. */
export function mountScreens(engine: Engine, root: HTMLElement): void {
  startSettings();
  startWords();
  startRouter();
  createApp(App, { engine }).mount(root);
}
