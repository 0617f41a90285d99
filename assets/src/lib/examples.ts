import { fresh } from "./fresh";

/** Buttons with data-example put their words into the text box they name in data-into, after what is there. */
export function startExamples(root: ParentNode): void {
  for (const button of fresh<HTMLButtonElement>(root, "button[data-example]")) {
    button.addEventListener("click", () => {
      const box = document.querySelector<HTMLTextAreaElement>(`#${button.dataset["into"] ?? "none"}`);
      if (!box) return;
      box.value = [box.value.trimEnd(), button.dataset["example"]].filter(Boolean).join(" ");
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
