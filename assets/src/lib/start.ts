import { startCounts } from "./counts";
import { startDrafts } from "./drafts";
import { startExamples } from "./examples";
import { startLocating } from "./locate";
import { startMaps } from "./maps";
import { startMenus } from "./menus";
import { startOnce } from "./once";
import { startPhotos } from "./photos";

/** What both faces share. Every page works without it; this only makes it quicker. */
export function startEverywhere(root: ParentNode): void {
  document.documentElement.classList.add("has-script");
  startMenus();
  startOnce();
  startButtons();
  startInside(root);
}

/** For a part of a page that came later as well. */
export function startInside(root: ParentNode): void {
  startDrafts(root);
  startCounts(root);
  startExamples(root);
  startPhotos(root);
  startLocating(root);
  startMaps(root);
}

function startButtons(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-print]")) window.print();
    const back = target?.closest("[data-back]");
    if (back && window.history.length > 1 && document.referrer.startsWith(window.location.origin)) {
      event.preventDefault();
      window.history.back();
    }
    const copy = target?.closest<HTMLElement>("[data-copy]");
    if (copy) void navigator.clipboard?.writeText(copy.dataset["copy"] ?? "").then(() => copy.classList.add("is-done"));
  });
}
