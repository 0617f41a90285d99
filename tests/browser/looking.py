"""What is looked at on every page: whether everybody can read and use it, and whether it fits the screen."""

from functools import cache
from pathlib import Path

from tests.browser.visitor import LAPTOP, PHONE, Visitor

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
Sizes = tuple[tuple[int, int], ...]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """async (levels) => {
  const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
  await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
  const found = await axe.run(document, {runOnly: {type: "tag", values: levels}, resultTypes: ["violations"]});
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`));
}"""
UNFOLD = "() => document.querySelectorAll('main details:not([data-menu])').forEach((one) => { one.open = true })"
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 160))"""


@cache
def _axe() -> str:
    return AXE.read_text("utf8")


def faults_of(visitor: Visitor, path: str, *, status: int = 200, sizes: Sizes = (PHONE, LAPTOP)) -> list[str]:
    """What does not fit at each size; at the last one, with all unfolded that folds but menus, everything axe finds.

    Public pages are looked at by axe on a telephone, too: the tests of large type open them there.
    """
    found = []
    visitor.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visitor.open(path, status=status)
    visitor.page.evaluate(_axe())
    for width, height in sizes:
        visitor.page.set_viewport_size({"width": width, "height": height})
        if (width, height) == sizes[-1]:
            visitor.page.evaluate(UNFOLD)
        found += [f"{width}: does not fit: {one}" for one in visitor.page.evaluate(WIDE)]
    return found + [f"{sizes[-1][0]}: {one}" for one in visitor.page.evaluate(CHECK, LEVELS)]


def faults_of_screen(visitor: Visitor) -> list[str]:
    """What does not fit and what axe finds on the screen of an app that is open."""
    if not visitor.page.evaluate("() => 'axe' in window"):
        visitor.page.evaluate(_axe())
    return [*visitor.page.evaluate(WIDE), *visitor.page.evaluate(CHECK, LEVELS)]
