"""Two villages with plans of their grids: one that is edited, one under notice with a comment; and their pages."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, at
from tests.browser.worlds import LONGEST_NAME
from tests.cases.town import Town
from tests.gridplans.village import make_planned_village
from wangge.practice.gridplans import operations as act_on

EDITED, SHOWN = "山前村", "山后村"
WEST = {EDITED: 104.4, SHOWN: 104.5}


def add_plans(town: Town) -> dict[str, UUID]:
    """The first plan breaks a rule; all names are as long as they can be."""
    now = timezone.now()
    found = {}
    for name in (EDITED, SHOWN):
        village = make_planned_village(town.area, name=name, west=WEST[name])
        by = {"actor": village.desk, "at": now}
        plan = act_on.begin_plan(village_id=village.area.pk, title=LONGEST_NAME, norm=8, tolerance=90, **by)
        act_on.cancel_drawing(plan_id=plan, **by)
        act_on.choose_proposal(plan_id=plan, kind="today", **by)
        _first, second, third = (str(grid.pk) for grid in village.grids)
        act_on.rename_grid(plan_id=plan, key=second, name=LONGEST_NAME[:60], **by)
        act_on.merge_grids(plan_id=plan, key=third, into=second, **by)
        found[name] = plan
    by = {"actor": town.officer, "at": now}
    act_on.publish_plan(plan_id=found[SHOWN], **by)
    act_on.say_comment(plan_id=found[SHOWN], words=LONGEST_NAME * 3, source_ref="browser", at=now)
    return {"edited": found[EDITED], "shown": found[SHOWN]}


def of(name: str, which: str) -> Address:
    """A page about one of the plans."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.plans[which]])


GRID_PLANS: dict[tuple[str, str], Address] = {
    **{("town_desk", name): at(f"workbench:{name}") for name in ("plans", "grid-sizes")},
    ("town_desk", "plan, chosen"): of("plan", "edited"),
    ("town_desk", "plan, under notice"): of("plan", "shown"),
    ("town_desk", "plan-edit"): of("plan-edit", "edited"),
}
SILENT = {
    "portal": {"plan-map"},
    "workbench": {
        *("grid-sizes-export", "plan-progress", "plan-map", "plan-buildings", "plan-edit-step", "plan-export"),
        *("plan-choose", "plan-new", "plan-begin", "plan-step", "plan-import", "plan-comment"),
    },
}
"""Addresses that answer with a file or a part of a page, or ask one thing by the page all such questions have."""
