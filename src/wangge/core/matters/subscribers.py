"""Who is told: the desks that decide, the unit that asked, the units of the grids."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import accounts_of_units, who_may
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import AdmissionAsked, AdmissionDecided, DemandSent
from .lifecycle import RequestState
from .models import DemandTask

DECIDERS = 20


def tell_deciders(events: Sequence[AdmissionAsked]) -> None:
    """Tell those who may decide that a request came in; told once however often delivered."""
    at = timezone.now()
    notify(
        new=[
            NewNotice(
                account_ids=tuple(
                    {one.account_id for one in who_may(
                        permission="matter.decide", at_path=e.area_path, at=at, limit=DECIDERS
                    )}
                ),
                kind=e.name,
                title=_("新的准入申请：{title}").format(title=e.title),
                dedupe_key=f"admission.asked:{e.request_id}",
                area_path=e.area_path,
                subject=SubjectRef("admission", e.request_id, ""),
            )
            for e in events
        ],
        at=at,
    )  # fmt: skip


def tell_asking_unit(events: Sequence[AdmissionDecided]) -> None:
    """Tell those who act for the unit that asked what was decided."""
    at = timezone.now()
    people = accounts_of_units(unit_ids=[e.unit_id for e in events], at=at)
    notify(
        new=[
            NewNotice(
                account_ids=tuple(people.get(e.unit_id, ())),
                kind=e.name,
                title=_("准入申请“{title}”：{state}").format(title=e.title, state=RequestState(e.state).label),
                dedupe_key=f"admission.decided:{e.request_id}",
                area_path=e.area_path,
                subject=SubjectRef("admission", e.request_id, ""),
            )
            for e in events
        ],
        at=at,
    )


def tell_grids(events: Sequence[DemandSent]) -> None:
    """Tell those who act for each grid what is asked, and until when."""
    at = timezone.now()
    by_demand = {e.demand_id: e for e in events}
    rows = DemandTask.objects.everywhere("every grid of a demand is told").filter(demand_id__in=list(by_demand))
    tasks = list(rows.values_list("pk", "demand_id", "unit_id", "area_path"))
    people = accounts_of_units(unit_ids=[unit for _pk, _demand, unit, _path in tasks], at=at)
    notify(
        new=[
            NewNotice(
                account_ids=tuple(people.get(unit_id, ())),
                kind=DemandSent.name,
                title=_("请在 {day} 前答复：{title}").format(
                    day=by_demand[demand_id].due_on, title=by_demand[demand_id].title
                ),
                dedupe_key=f"demand.sent:{task_id}",
                area_path=path,
                subject=SubjectRef("task", task_id, ""),
            )
            for task_id, demand_id, unit_id, path in tasks
        ],
        at=at,
    )
