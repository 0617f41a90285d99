import { fresh } from "./fresh";

/** Says how much of a long text is used once it nears its limit. */
export function startCounts(root: ParentNode): void {
  for (const area of fresh<HTMLTextAreaElement>(root, "textarea[data-count]")) {
    const limit = Number(area.dataset["count"]);
    const note = document.createElement("p");
    note.className = "w-count-note";
    note.setAttribute("aria-live", "polite");
    area.insertAdjacentElement("afterend", note);
    const show = (): void => {
      const used = [...area.value].length;
      note.textContent = used > limit * 0.8 || (used > 0 && limit <= 200) ? `${used} / ${limit}` : "";
      note.classList.toggle("is-over", used > limit);
    };
    area.addEventListener("input", show);
    show();
  }
}
