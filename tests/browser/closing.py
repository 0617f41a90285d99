"""Return visits that wait and one that was made, ledgers with a line in each, reception days, somebody away."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.timezone import localdate

from tests.browser.worlds import LONGEST_NAME, Qingping
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.models import Case, CaseVisit
from wangge.core.cases.operations import Asking, Held, NewReception, Visited
from wangge.core.teams.operations import record_absence


def add_closing(place: Qingping) -> dict[str, UUID]:
    """The ids of what has a page of its own, by what it is."""
    town, now = place.town, timezone.now()
    told = {"name": "王𬭼㛃", "phone": "13812345678"}
    waiting = town.answered(body=f"{LONGEST_NAME}门前的路灯不亮，反映过好几次", **told)
    done = town.answered(body="垃圾桶满了没人收", **told)
    ops.plan_unrated_visits(at=now)
    visits = dict(CaseVisit.objects.values_list("case_id", "pk"))
    in_vain = Visited(was_reached=False, words="电话关机")
    ops.record_visit(
        actor=town.officer, case_id=waiting.case_id, visit_id=visits[waiting.case_id], visited=in_vain, at=now
    )
    said = Visited(was_reached=True, is_solved="yes", answers={"contacted": True}, words="收走了", closes=True)
    ops.record_visit(actor=town.officer, case_id=done.case_id, visit_id=visits[done.case_id], visited=said, at=now)
    _suspend(place)
    backlog = town.report(f"征地补偿二十年没有说法{LONGEST_NAME}")
    Case.objects.everywhere("shown").filter(pk=backlog.case_id).update(petition_kind="backlog")
    ops.take_custody(actor=town.lead, case_id=backlog.case_id, responsible="民警戊", at=now)
    first = town.report("反映低保没有评上")
    Case.objects.everywhere("shown").filter(pk=first.case_id).update(petition_kind="first")
    today = localdate(now)
    new = NewReception(town.area.pk, "receive", "王某", today, f"接待大厅{LONGEST_NAME[:30]}")
    day = ops.plan_reception(actor=town.lead, new=new, at=now)
    held = Held(is_held=True, people=3, words="当场答复两件，一件交办", numbers=[first.number])
    ops.record_reception(actor=town.lead, day_id=day.pk, held=held, at=now)
    ahead = ops.plan_reception(
        actor=town.lead, at=now,
        new=NewReception(town.area.pk, "go_down", "李某", today + timedelta(days=1), "荣星村村委会"),
    )  # fmt: skip
    absence = record_absence(
        actor=town.lead, appointment_id=place.card.pk, starts_on=today, ends_on=today + timedelta(days=4),
        reason="休假", at=now,
    )  # fmt: skip
    return {
        "waiting": visits[waiting.case_id], "done": visits[done.case_id], "day": day.pk, "ahead": ahead.pk,
        "absence": absence.pk, "suspended": backlog.case_id,
    }  # fmt: skip


def _suspend(place: Qingping) -> None:
    town, now = place.town, timezone.now()
    found = town.signed(body="村里想修一座桥")
    asking = Asking(RequestKind.SUSPEND, "等上级批资金", reason="no_funds", leader="王某")
    request = ops.ask_for(actor=town.policeman, case_id=found.case_id, asking=asking, at=now)
    ops.decide_request(
        actor=town.lead, case_id=found.case_id, request_id=request.pk, is_granted=True, words="同意", at=now
    )
