"""What cases do after their own facts: make the text findable, tell the next owner."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import accounts_of_units
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.core.teams.queries import accounts_of_posts
from wangge.ground.foundation.calendar.events import WorkCalendarChanged

from .events import CaseEscalated, CaseMoved, CaseReported
from .lifecycle import Action
from .models import Case
from .operations import plan_rated_visits, recount_deadlines
from .wording import keep_words


def index_words(events: Sequence[CaseReported]) -> None:
    """Keep the characters and character pairs of new cases for search; a second delivery changes nothing."""
    rows = Case.objects.everywhere("every new case is made findable").filter(pk__in=[e.case_id for e in events])
    keep_words(rows)


TELLING = {
    Action.DISPATCH: _("新交办的事项"),
    Action.RETURN: _("退回来的事项"),
    Action.SEND_BACK: _("核查没有通过，请再办"),
    Action.REOPEN: _("反映人不满意，请再办"),
    Action.HANDLE: _("处置完了，请核查"),
    Action.ADD_WORDS: _("反映人补充了说明"),
    Action.ASK: _("有申请等审定"),
    Action.DECIDE: _("申请已经审定"),
    Action.PAUSE: _("申请已经审定，时限暂停"),
    Action.TAKE_UP: _("条件具备了，请接着办"),
    Action.APPEAL: _("反映人申诉，请重新看"),
    Action.URGE: _("请抓紧办"),
    Action.SUPERVISE: _("督办，请抓紧办"),
    Action.SIGN_OFF: _("领导签批了"),
}


def tell_first_owner(events: Sequence[CaseReported]) -> None:
    """Tell those who act for the first owner that a matter came in; told once however often delivered."""
    _tell([(e, f"case.reported:{e.case_id}", str(_("新上报的事项")), None) for e in events if not e.is_imported])


def tell_next_owner(events: Sequence[CaseMoved]) -> None:
    """Tell those who act for the new owner, or for whom something is asked of, but not who did it."""
    told = [e for e in events if Action(e.action) in TELLING]
    _tell([(e, f"case.moved:{e.step_id}", str(TELLING[Action(e.action)]), e.actor_id) for e in told])


def _told_unit(event: CaseReported | CaseMoved) -> UUID:
    """What is asked for goes to the desk that decides; everything else to whose turn it is."""
    if isinstance(event, CaseMoved) and event.action == Action.ASK and event.to_unit_id is not None:
        return event.to_unit_id
    return event.owner_unit_id


def plan_visits(events: Sequence[CaseMoved]) -> None:
    """Plan the return visits that follow from ratings; told again, nothing is planned twice."""
    rated = {e.case_id for e in events if e.action in (Action.RATE, Action.REOPEN)}
    if rated:
        plan_rated_visits(case_ids=rated, at=timezone.now())


ESCALATED = {
    "urge": _("请抓紧办"),
    "yellow": _("黄牌督办"),
    "red": _("红牌督办"),
    "leader": _("超期报领导"),
}


def tell_of_escalation(events: Sequence[CaseEscalated]) -> None:
    """Tell the owner and the desk of the rung, and the holders of the posts it names, that a matter is late."""
    at = timezone.now()
    people = accounts_of_units(unit_ids=[u for e in events for u in (e.owner_unit_id, e.unit_id)], at=at)
    holders = {
        e.step_id: accounts_of_posts(codes=e.posts, area_path=e.area_path, on=timezone.localdate(at))
        for e in events
        if e.posts
    }
    notify(
        new=[
            NewNotice(
                account_ids=tuple(
                    dict.fromkeys(
                        (*people.get(e.owner_unit_id, []), *people.get(e.unit_id, []), *holders.get(e.step_id, []))
                    )
                ),
                kind=e.name,
                title=f"{e.label}：{ESCALATED[e.mark]} {e.number}",
                dedupe_key=f"case.escalated:{e.step_id}",
                area_path=e.area_path,
                subject=SubjectRef("case", e.case_id, e.number),
            )
            for e in events
        ],
        at=at,
    )


def count_again(events: Sequence[WorkCalendarChanged]) -> None:
    """A year's days off were announced: running deadlines that touch it are counted by the new calendar."""
    for year in sorted({e.year for e in events}):
        recount_deadlines(year=year, at=timezone.now())


def _tell(told: list[tuple[CaseReported | CaseMoved, str, str, UUID | None]]) -> None:
    at = timezone.now()
    people = accounts_of_units(unit_ids=[_told_unit(e) for e, *_rest in told], at=at)
    notify(
        new=[
            NewNotice(
                account_ids=tuple(pk for pk in people.get(_told_unit(e), []) if pk != actor_id),
                kind=e.name,
                title=f"{title} {e.number}",
                dedupe_key=key,
                area_path=e.area_path,
                subject=SubjectRef("case", e.case_id, e.number),
            )
            for e, key, title, actor_id in told
        ],
        at=at,
    )
