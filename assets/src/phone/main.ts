import "../styles/tokens.css?phone"; // a copy of its own: shared, it would be one more file for every page of the portal
import { createEngine } from "./engine";
import { startWorker } from "./worker";
import { mountScreens } from "./screens";

declare global {
  interface Window {
    wangge?: ReturnType<typeof createEngine>;
  }
}

const root = document.querySelector<HTMLElement>("#phone");
if (root) {
  const engine = createEngine();
  window.wangge = engine; // for whoever looks after a phone, and for the tests
  mountScreens(engine, root);
  startWorker();
}
