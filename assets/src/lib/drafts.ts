import { fresh } from "./fresh";
import { word } from "./words";

type Typed = HTMLInputElement | HTMLTextAreaElement;
type Draft = { at: number; fields: Record<string, string> };

const PREFIX = "draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const TEXTS = ["text", "search", "url", "number"];

/**
 * Forms with data-draft="name" keep what is typed on this device for a week, until a page with
 * data-draft-done="name" says that it arrived. Names, phones, passwords and files are never kept.
 */
export function startDrafts(root: ParentNode): void {
  for (const done of root.querySelectorAll<HTMLElement>("[data-draft-done]")) forget(done.dataset["draftDone"] ?? "");
  for (const form of fresh<HTMLFormElement>(root, "form[data-draft]")) keep(form);
}

function keep(form: HTMLFormElement): void {
  const name = form.dataset["draft"] ?? "";
  restore(form, name);
  let timer = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => save(form, name), 400);
  });
}

function fields(form: HTMLFormElement): Typed[] {
  return [...form.elements].filter((part): part is Typed => {
    if (!(part instanceof HTMLInputElement || part instanceof HTMLTextAreaElement)) return false;
    if (!part.name || part.dataset["noDraft"] !== undefined || part.autocomplete === "name") return false;
    return part instanceof HTMLTextAreaElement || TEXTS.includes(part.type);
  });
}

function save(form: HTMLFormElement, name: string): void {
  const typed = Object.fromEntries(fields(form).filter((part) => part.value).map((part) => [part.name, part.value]));
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), fields: typed } satisfies Draft));
  } catch {
    // A full or forbidden store only means that nothing is kept.
  }
}

function read(name: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as Draft | null;
    return draft && Date.now() - draft.at < KEPT_FOR ? draft : null;
  } catch {
    return null;
  }
}

function restore(form: HTMLFormElement, name: string): void {
  const draft = read(name);
  const empty = fields(form).filter((part) => !part.value && draft?.fields[part.name]);
  if (!draft || empty.length === 0) return;
  for (const part of empty) part.value = draft.fields[part.name] ?? "";
  form.prepend(notice(() => {
    for (const part of empty) part.value = "";
    forget(name);
  }));
}

function notice(discard: () => void): HTMLElement {
  const box = document.createElement("p");
  box.className = "w-draft-note";
  box.setAttribute("role", "status");
  box.append(word("restored"));
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = word("discard");
  button.addEventListener("click", () => {
    discard();
    box.remove();
  });
  box.append(" ", button);
  return box;
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept then.
  }
}
