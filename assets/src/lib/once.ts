import { word } from "./words";

/** A form is sent once: its buttons rest until the answer came, or until the person comes back to the page. */
export function startOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method === "get" || form.method === "dialog") return;
    if (form.dataset["sent"]) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "1";
    // Only after the browser has gathered the form: a disabled button does not send its name.
    window.setTimeout(() => rest(form, event.submitter), 0);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(wake);
  });
}

function rest(form: HTMLFormElement, pressed: HTMLElement | null): void {
  if (!form.dataset["sent"]) return; // the answer was quicker
  for (const button of buttons(form)) button.disabled = true;
  if (pressed instanceof HTMLButtonElement && pressed.classList.contains("btn")) {
    pressed.setAttribute("aria-busy", "true");
    pressed.title = word("sending");
  }
}

export function wake(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of buttons(form)) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.removeAttribute("title");
  }
}

function buttons(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((part): part is HTMLButtonElement => part instanceof HTMLButtonElement && part.type === "submit");
}
