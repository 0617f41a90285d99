const ROW = "[data-row]";

/** `/` search, j and k rows, Enter opens, ? shows the keys. Never while the person is typing. */
export function startKeyboard(): void {
  const keys = document.querySelector<HTMLDialogElement>("dialog[data-keys]");
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-show-keys]")) keys?.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") focusSearch(event);
    else if (event.key === "?") keys?.showModal();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter") open(event);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focusSearch(event: KeyboardEvent): void {
  const box = document.querySelector<HTMLInputElement>("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function move(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)].filter((row) => row.offsetParent !== null);
  const here = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  if (!next) return;
  rows[here]?.classList.remove("is-current");
  next.classList.add("is-current");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function open(event: KeyboardEvent): void {
  const row = document.querySelector<HTMLElement>(`${ROW}.is-current`);
  if (!row || (event.target instanceof Element && event.target.closest("a, button, summary"))) return;
  const link = row.querySelector<HTMLElement>("[data-open]") ?? row.querySelector<HTMLElement>("a");
  if (!link) return;
  event.preventDefault();
  link.click();
}
