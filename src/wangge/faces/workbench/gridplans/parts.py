"""What the pages of plans share: their tabs, what a person sees, plans and grids in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.rulebook.permissions import Permission
from wangge.practice.gridplans.layout import GridView, Judgement

TABS: tuple[Work, ...] = (
    Work(gettext_lazy("方案"), "map-2", "workbench:plans", ("area.see",)),
    Work(gettext_lazy("规模超限的网格"), "alert-triangle", "workbench:grid-sizes", ("area.see",)),
)
NOTHING = "—"
THINGS: dict[str, Words] = {
    "building": gettext_lazy("楼栋"),
    "household": gettext_lazy("住户"),
    "person": gettext_lazy("人"),
    "enterprise": gettext_lazy("企业商铺"),
    "case": gettext_lazy("事项"),
    "hazard": gettext_lazy("隐患"),
    "errand": gettext_lazy("上门事务"),
    "appointment": gettext_lazy("任职"),
    "post_ended": gettext_lazy("离任"),
}  # what of the things that move is worth a word


def scope_of(request: StaffRequest, permission: Permission = "area.see") -> Scope:
    """Where somebody may read plans, or draft them; plans are of areas, whatever one's unit."""
    return Scope(request.actor.scope(permission).roots)


def plan_url(plan_id: UUID) -> str:
    return reverse("workbench:plan", args=[plan_id])


def step_url(plan_id: UUID, step: str) -> str:
    return reverse("workbench:plan-step", args=[plan_id, step])


def percent_words(share: float) -> str:
    """+12%, −5%, 0%."""
    whole = round(share * 100)
    return f"+{whole}%" if whole > 0 else f"−{-whole}%" if whole < 0 else "0%"


@dataclass(frozen=True)
class GridLine:
    """A grid of a plan as a table shows it: `breaks` are the rules it does not meet, in words."""

    grid: GridView
    deviation: str
    breaks: tuple[str, ...]


def grid_lines(judgement: Judgement) -> list[GridLine]:
    """The grids of a division, each with what is wrong with it."""
    return [
        GridLine(one, percent_words(one.deviation), tuple(b.words for b in judgement.breaks if b.key == one.key))
        for one in judgement.grids
    ]


def breaks_of_all(judgement: Judgement) -> list[str]:
    """What is wrong with the division as a whole."""
    return [one.words for one in judgement.breaks if not one.key]


def drawn(collection: dict[str, Any]) -> dict[str, Any]:
    """Grids as a map draws them: tinted by how far off they are, outlined where a rule is broken."""
    for feature in collection["features"]:
        said = feature["properties"]
        off = abs(said.get("deviation") or 0.0)
        words = [_("{count} 户").format(count=said["households"]), percent_words(said.get("deviation") or 0.0)]
        feature["properties"] = {
            "key": said["key"],
            "name": said["name"],
            "note": " · ".join([*words, *(said.get("breaks") or ())]),
            "weight": min(1.0, off),
            "is_current": bool(said.get("breaks")),
        }
    return collection


def buildings_drawn(collection: dict[str, Any]) -> dict[str, Any]:
    """Buildings as the map of an edit draws them; what is locked carries a sign."""
    for feature in collection["features"]:
        said = feature["properties"]
        feature["properties"] = {
            "id": said["id"],
            "name": said["name"],
            "households": said["households"],
            "note": _("{count} 户").format(count=said["households"]),
            "is_moved": said["is_moved"],
            "sign": _("锁") if said["is_locked"] else "",
        }
    return collection


def things_words(things: Mapping[str, int]) -> str:
    """How many of what: 住户 12、事项 3."""
    said = [f"{label} {things[kind]}" for kind, label in THINGS.items() if things.get(kind)]
    return "、".join(said) or NOTHING
