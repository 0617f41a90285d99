import { fresh } from "./fresh";
import { word } from "./words";

/** The map's code is fetched only where a page has a map, and only once it comes near the screen. */
export function startMaps(root: ParentNode): void {
  for (const element of fresh<HTMLElement>(root, "[data-map]")) {
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        void draw(element);
      },
      { rootMargin: "300px" },
    );
    watch.observe(element);
  }
}

async function draw(element: HTMLElement): Promise<void> {
  try {
    const { startMap } = await import("../map/map");
    startMap(element);
  } catch (fault) {
    console.error(fault);
    element.classList.add("has-failed");
    const note = document.createElement("p");
    note.className = "w-help";
    note.textContent = word("mapFailed");
    element.append(note);
  }
}
