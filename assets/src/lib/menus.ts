const MENU = "details[data-menu]";

/** Only one menu is open; a click elsewhere or Escape closes it, arrows walk through it. */
export function startMenus(): void {
  document.addEventListener("click", (event) => {
    const inside = event.target instanceof Element ? event.target.closest(MENU) : null;
    closeAll(inside);
  });
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector<HTMLDetailsElement>(`${MENU}[open]`);
    if (!open) return;
    if (event.key === "Escape") {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(open, event);
  });
}

function closeAll(except: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(`${MENU}[open]`)) {
    if (menu !== except) menu.open = false;
  }
}

function walk(menu: HTMLDetailsElement, event: KeyboardEvent): void {
  const entries = [...menu.querySelectorAll<HTMLElement>("a, button, input")];
  const here = entries.indexOf(document.activeElement as HTMLElement);
  const next = entries[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
