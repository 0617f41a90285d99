"""What a town has on its lists, for the pages of matters: something in every state, long names among it."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from tests.browser.worlds import LONGEST_NAME, Qingping, let_jobs_run
from tests.matters.desk import a_matter, a_power, approved, asked, held_fields, keep_lists, sent, taken_back
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.matters.lifecycle import Burden
from wangge.core.matters.operations import NewReport, count_burden
from wangge.core.matters.queries import tasks_of
from wangge.ground.foundation.errors import Refusal


def add_matters(place: Qingping) -> dict[str, UUID]:
    """The lists, requests and demands of a town; the ids that pages are about, by name."""
    town, soon = place.town, timezone.localdate() + timedelta(days=5)
    report = NewReport("R-1", "防火月报", "县应急局", "monthly", ("户主姓名", "取暖方式"))
    keep_lists(town, a_matter(), taken_back(), a_matter("Z-9", LONGEST_NAME), a_power(unit_code=""), report)
    keep_lists(town, *held_fields())
    until = date(timezone.now().year + 1, 12, 31)
    admitted, waiting = approved(town, expires_on=until), asked(town, title=LONGEST_NAME, expires_on=until)
    demand = sent(town, at=timezone.now(), due_on=soon)
    count_burden(
        area_id=town.grid.pk, kind=Burden.DOORS_SAVED, count=3, source_ref="visit:1", at=timezone.now()
    )  # fmt: skip
    found = {"admission": admitted.pk, "waiting": waiting.pk, "demand": demand.pk}
    found["task"] = next(t.id for t in tasks_of(scope=EVERYWHERE, demand_id=demand.pk) if t.area_id == town.grid.pk)
    found["refused"] = _refused(place, soon)
    let_jobs_run()
    return found


def _refused(place: Qingping, soon: date) -> UUID:
    town = place.town
    try:
        sent(town, at=timezone.now(), due_on=soon, fields=("身份证号码",), id=(made := UUID(int=7)))
    except Refusal:
        return made
    raise AssertionError("what was not admitted was sent")
