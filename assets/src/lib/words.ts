let known: Record<string, string> | undefined;

/** A sentence in the language of the page; the server puts them on the body. */
export function word(name: string, values: Record<string, string | number> = {}): string {
  known ??= JSON.parse(document.body.dataset["words"] ?? "{}") as Record<string, string>;
  return (known[name] ?? "").replace(/%\((\w+)\)s/g, (_, key: string) => String(values[key] ?? ""));
}
