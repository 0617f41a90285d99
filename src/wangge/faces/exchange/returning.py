"""Results go back to where the ticket came from, by call or by file, until they have arrived."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.cases.events import CaseMoved
from wangge.core.cases.lifecycle import Action, Outcome
from wangge.core.cases.queries.upstream import TicketRef, result_of_ticket, tickets_of_cases
from wangge.core.notices.channels.base import SendFailed
from wangge.ground.foundation.ids import uuid7

from .lifecycle import MOST_ATTEMPTS, ContactKind, ReturnWay
from .models import UNSENT, ResultReturn, UpstreamSystem
from .operations.files import note_contact
from .queries import active_systems, folder_of, statuses_of
from .speaking import send_result
from .tables import plain

SILENT = {Action.COMMENT, Action.ADD_WORDS, Action.CONTACT, Action.REPORT}
CLAIMED_FOR = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
TIMELY = timedelta(hours=1)
AT_ONCE: dict[str, int] = {ReturnWay.CALL: 12, ReturnWay.FILE: 200}  # calls: what ends in the claim however slow


def queue_results(events: Sequence[CaseMoved]) -> None:
    """Note what an upstream is to be told; told twice of the same step, or of an older one, nothing changes."""
    moved = [e for e in events if Action(e.action) not in SILENT]
    refs = {ref.case_id: ref for ref in tickets_of_cases(case_ids=[e.case_id for e in moved])}
    if not refs:
        return
    known = {(s.town_id, s.code): s for s in active_systems() if s.returns_by}
    at = timezone.now()
    for event in sorted(moved, key=lambda e: e.step_id):
        ref = refs.get(event.case_id)
        system = known.get((ref.town_id, ref.system)) if ref else None
        if ref is not None and system is not None:
            _note(system, ref, event, at=at)


def _note(system: UpstreamSystem, ref: TicketRef, event: CaseMoved, *, at: datetime) -> None:
    rows = ResultReturn.objects.everywhere("one result to note").select_for_update(of=("self",))
    row = rows.filter(system=system, case_id=ref.case_id).first()
    if row is None:
        row = ResultReturn(town_id=ref.town_id, system=system, case_id=ref.case_id, happened_at=at)
    elif event.step_id <= row.step_id:
        return
    elif row.sent_step_id == row.step_id:
        row.happened_at = at
    row.step_id, row.due_at, row.attempts = event.step_id, at, 0
    row.save()


def send_waiting(*, system: UpstreamSystem, at: datetime) -> int:
    """Send what is due of one system; returns how many results arrived. What fails is tried again, ever later."""
    rows = _claim(system, at=at)
    if not rows:
        return 0
    if system.returns_by == ReturnWay.FILE:
        _write_file(system, rows, at=at)
        _arrived(system, rows, at=at)
        return len(rows)
    return sum(_send(system, row, at=at) for row in rows)


def _claim(system: UpstreamSystem, *, at: datetime) -> list[ResultReturn]:
    """Rows that are due, taken for five minutes, so that two workers never tell the same thing at once."""
    with transaction.atomic():
        waiting = ResultReturn.objects.select_for_update(skip_locked=True, of=("self",)).everywhere("the sending job")
        due = waiting.filter(UNSENT, system=system, due_at__lte=at, attempts__lt=MOST_ATTEMPTS).order_by("due_at", "id")
        rows = list(due[: AT_ONCE[system.returns_by]])
        for row in rows:
            row.due_at, row.attempts = at + CLAIMED_FOR, row.attempts + 1
        taken = ResultReturn.objects.everywhere("the rows just taken").filter(pk__in=[row.pk for row in rows])
        taken.update(due_at=at + CLAIMED_FOR, attempts=F("attempts") + 1)
    return rows


def _send(system: UpstreamSystem, row: ResultReturn, *, at: datetime) -> bool:
    try:
        send_result(system=system, step_id=row.step_id, content=content_of(system=system, row=row), at=at)
    except SendFailed as failed:
        wait = min(timedelta(minutes=2**row.attempts), LONGEST_WAIT)
        _update(row, due_at=at + wait, words=str(failed.words)[:300])
        note_contact(system=system, kind=ContactKind.RETURN, is_sound=False, rows=1, words=str(failed.words), at=at)
        return False
    _arrived(system, [row], at=at)
    return True


def _arrived(system: UpstreamSystem, rows: Sequence[ResultReturn], *, at: datetime) -> None:
    for row in rows:
        _update(row, sent_step_id=row.step_id, sent_at=at, words="")
    late = sum(at - row.happened_at > TIMELY for row in rows)
    note_contact(system=system, kind=ContactKind.RETURN, rows=len(rows), late=late, at=at)


def _update(row: ResultReturn, **values: Any) -> None:
    """Only while nothing newer is to be told: a step taken meanwhile stays due at once."""
    rows = ResultReturn.objects.everywhere("the row just sent").filter(pk=row.pk)
    sent = {name: values[name] for name in ("sent_step_id", "sent_at") if name in values}
    if not rows.filter(step_id=row.step_id).update(**values) and sent:
        rows.update(**sent)


def content_of(*, system: UpstreamSystem, row: ResultReturn) -> dict[str, Any]:
    """What the upstream is told: its own number and word, our number and state, the outcome, the answer, the times."""
    found = result_of_ticket(case_id=row.case_id)
    return {
        "id": found.ref.upstream_id,
        "number": found.number,
        "status": statuses_of(system=system).word(found.state),
        "state": found.state,
        "outcome": found.outcome,
        "outcome_words": str(Outcome(found.outcome).label) if found.outcome else "",
        "answer": found.answer,
        "times": {action: timezone.localtime(moment).isoformat() for action, moment in found.times.items()},
    }


def _write_file(system: UpstreamSystem, rows: Sequence[ResultReturn], *, at: datetime) -> None:
    folder = folder_of(system=system) / "results"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{timezone.localtime(at):%Y%m%d-%H%M%S}-{uuid7().hex[-8:]}.csv"
    part = folder / f".{name}.part"
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            [_("上级编号"), _("本地编号"), _("状态"), _("结果"), _("答复"), _("受理时间"), _("答复时间"), _("结案时间")]
        )
        for row in rows:
            told = content_of(system=system, row=row)
            times = [told["times"].get(action, "") for action in (Action.ACCEPT, Action.ANSWER, Action.CLOSE)]
            words = [told["id"], told["number"], told["status"], told["outcome_words"], told["answer"]]
            lines.writerow([plain(word) for word in words] + times)
    part.rename(folder / name)
