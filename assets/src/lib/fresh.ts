/** Elements of a kind that no script has taken up yet; a part of a page may be looked at more than once. */
export function fresh<Kind extends HTMLElement>(root: ParentNode, selector: string): Kind[] {
  const found = [...root.querySelectorAll<Kind>(selector)];
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root as Kind);
  return found.filter((element) => {
    const isNew = element.dataset["started"] === undefined;
    element.dataset["started"] = "";
    return isNew;
  });
}
