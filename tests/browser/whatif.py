"""政策推演: a run that is done, one that waits, each with a name as long as it can be; and the pages that show them."""

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, at
from tests.browser.worlds import LONGEST_NAME
from tests.cases.town import Town
from wangge.practice.whatif.basis import Limit
from wangge.practice.whatif.changes import Changes
from wangge.practice.whatif.lifecycle import RunState
from wangge.practice.whatif.models import Run
from wangge.practice.whatif.operations import ask_run, play_kept

LONG = LONGEST_NAME[:120]


def add_runs(town: Town) -> None:
    """Clocks, grids, hands and visits are tried, with too little capacity, so that the page warns."""
    clocks = {"": {"close": Limit(1, "workdays")}}
    changes = Changes(households_per_grid=250, capacity=50, visits_per_household=12, clocks=clocks)
    numbers = {"cases": 3_000.0, "at_once": 1.0, "department_days": 2.0}
    asked = {"actor": town.lead, "town_code": town.area.code, "changes": changes, "numbers": numbers, "title": LONG}
    runs = [ask_run(**asked, seeds=2, at=timezone.now()) for _one in range(2)]  # type: ignore[arg-type]
    play_kept(run_id=runs[0].pk, at=timezone.now())


def of(name: str, state: RunState, query: str = "") -> Address:
    """A page about the run in this state."""
    return lambda _sites: reverse(f"workbench:{name}", args=[_id(state)]) + query


def _id(state: RunState) -> object:
    return Run.objects.everywhere("a page is looked at").get(state=state).pk


WHATIF: dict[tuple[str, str], Address] = {
    ("town_lead", "whatif"): at("workbench:whatif"),
    ("town_lead", "whatif-new"): at("workbench:whatif-new"),
    ("town_lead", "whatif-new, like another"): lambda _sites: (
        reverse("workbench:whatif-new") + f"?like={_id(RunState.DONE)}"
    ),
    ("town_lead", "whatif-run"): of("whatif-run", RunState.DONE),
    ("town_lead", "whatif-run, waiting"): of("whatif-run", RunState.QUEUED),
    ("town_lead", "whatif-delete"): of("whatif-delete", RunState.DONE),
}
