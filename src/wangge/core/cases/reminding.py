"""What mediators are reminded of: a deadline, an agreement to be kept, the day until the court may be asked, a risk."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import accounts_of_units
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation.jobs import job

from .queries.disputes import DisputeDuty, duties_to_tell

WORDS: dict[str, Promise] = {
    "settle": _("调解期限快到了"),
    "perform": _("协议履行期限快到了，请回访"),
    "confirm": _("申请司法确认的期限快到了，请告诉双方"),
    "review": _("风险标注该复核了"),
}
LATE: dict[str, Promise] = {
    "settle": _("调解超过期限了，请了结或者经双方同意延长"),
    "perform": _("协议过了履行期限还没有回访"),
    "confirm": _("今天是申请司法确认的最后一天"),
    "review": _("风险标注过了复核日期"),
}


def remind_mediators(*, at: datetime) -> int:
    """Tell whoever mediates what falls due within a week, once, and what is late, once; returns for how many."""
    today = timezone.localdate(at)
    duties = duties_to_tell(today=today)
    people = accounts_of_units(unit_ids=sorted({one.unit_id for one in duties}), at=at)
    notices = [_notice(one, late=_is_late(one, today), accounts=tuple(people.get(one.unit_id, ())))
               for one in duties]  # fmt: skip
    told = [notice for notice in notices if notice.account_ids]
    notify(new=told, at=at)
    return len(told)


def _is_late(duty: DisputeDuty, today: date) -> bool:
    """Of what can be done only until a day, the last day is late enough."""
    return duty.due_on < today or (duty.what == "confirm" and duty.due_on == today)


def _notice(duty: DisputeDuty, *, late: bool, accounts: tuple[UUID, ...]) -> NewNotice:
    words = (LATE if late else WORDS)[duty.what]
    return NewNotice(
        account_ids=accounts,
        kind="case.dispute",
        title=f"{words} {duty.number}",
        dedupe_key=f"case.dispute:{duty.what}:{duty.case_id}:{duty.due_on:%Y%m%d}:{'late' if late else 'soon'}",
        area_path=duty.area_path,
        subject=SubjectRef("case", duty.case_id, duty.number),
    )


@job(queue="upkeep", every="20 8 * * *", attempts=1)
def remind_mediators_daily(timestamp: int = 0) -> None:
    """Remind mediators in the morning."""
    remind_mediators(at=timezone.now())
