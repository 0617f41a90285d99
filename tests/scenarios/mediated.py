"""Many disputes found on rounds and settled by word of mouth, and how they are counted."""

from datetime import timedelta
from itertools import count

from tests.cases.disputes import terms
from tests.world import MONDAY
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.cases import operations as ops
from wangge.core.cases.operations import agreement as agreements
from wangge.core.cases.operations import mediating
from wangge.core.cases.operations.mediating import DisputeFacts, Held
from wangge.core.cases.queries.dispute_figures import Tally
from wangge.core.cases.reports import CaseReport, Reported

DAY = timedelta(days=1)
_rows = count(1)


def reported(area: Area, kinds: dict[str, int], *, channel: str, by: Actor) -> list[Reported]:
    """Many disputes found on rounds, entered at once."""
    reports = [
        CaseReport(area_id=area.pk, channel=channel, body=f"第 {n} 起纠纷", source_ref=f"round:{n}", category=category)
        for category, many in kinds.items()
        for n in (next(_rows) for _ in range(many))
    ]
    found = ops.report_cases(reports=reports, actor=by, at=MONDAY)
    return [one for one in found if isinstance(one, Reported)]


def agreed(actor: Actor, found: list[Reported], *, venue: str = "", **facts: object) -> None:
    """Each is recorded and settled by word of mouth, kept on the spot."""
    for one in found:
        who = {"actor": actor, "case_id": one.case_id, "at": MONDAY + DAY}
        mediating.open_dispute(facts=DisputeFacts(**facts), **who)  # type: ignore[arg-type]
        if venue:
            mediating.hold_session(held=Held(venue, "agreed", "劝和了"), **who)
        agreements.conclude_agreement(terms=terms(is_written=False, perform_by=None), **who)


def by(tallies: list[Tally]) -> dict[object, int]:
    return {one.key: one.total for one in tallies}
