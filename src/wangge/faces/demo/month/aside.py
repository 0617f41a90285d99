"""Side moves on a few cases at the end of the month, so that every list of them has something to show."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from wangge.core.access.queries import Actor
from wangge.core.cases import operations
from wangge.core.cases.deadlines import work_hours_of
from wangge.core.cases.lifecycle import RequestKind, State
from wangge.core.cases.operations import Asking
from wangge.core.cases.reports import CaseReport
from wangge.core.cases.routing import desk
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.permissions import Permission

from .walk import Walk, World


class Aside:
    """Takes cases of the month in their order, each for one side move."""

    def __init__(self, world: World, walks: Sequence[Walk], *, at: datetime) -> None:
        self._world, self._at = world, at
        self._left = [walk for walk in walks if walk.reported is not None]

    def run(self) -> None:
        operations.escalate_late(at=self._last_office_hour())
        self._ask(RequestKind.EXTEND, State.SIGNED, "要等配件到货，请准许延期", amount=3)
        self._ask(RequestKind.ADJUDICATE, State.DISPATCHED, "管线归哪家维护说法不一，请审定")
        self._grant(
            self._ask(RequestKind.SUSPEND, State.SIGNED, "改造要列入明年预算", reason="no_funds", leader="分管领导")
        )
        self._grant(self._ask(RequestKind.REJECT, State.REPORTED, "双方已在法院立案", reason="court"))
        self._withdraw()
        self._merge()
        self._void()

    def _last_office_hour(self) -> datetime:
        """The last hour at which the place was at work: outside, nobody is urged."""
        days = (self._at - timedelta(hours=hours) for hours in range(24 * 14))
        hours = work_hours_of(self._world.rules)
        return next((day for day in days if work_calendar().is_working_moment(day, hours)), self._at)

    def _next(self, *states: str) -> Walk | None:
        found = next((w for w in self._left if w.state in states and not w.is_pressing), None)
        if found is not None:
            self._left.remove(found)
        return found

    def _ask(self, kind: RequestKind, state: str, words: str, **given: object) -> Walk | None:
        walk = self._next(state)
        if walk is None:
            return None
        actor = walk.acting("case.see")
        asking = Asking(kind=kind, words=words, **given)  # type: ignore[arg-type]
        try:
            walk.request = operations.ask_for(actor=actor, case_id=walk.case_id, asking=asking, at=self._at)
        except Refusal:  # the clock of this one is over already
            return self._ask(kind, state, words, **given)
        return walk

    def _grant(self, walk: Walk | None) -> None:
        if walk is None or walk.request is None:
            return
        who = self._at_the_top(walk, "case.decide", but=walk.request.asked_by)
        operations.decide_request(
            actor=who, case_id=walk.case_id, request_id=walk.request.pk, is_granted=True, words="情况属实，同意",
            at=self._at,
        )  # fmt: skip

    def _at_the_top(self, walk: Walk, permission: Permission, *, but: UUID | None = None) -> Actor:
        """Somebody of the desk that decides, who sees the whole place."""
        deciding = desk(rules=self._world.rules, area_path=walk.path, duty="decide")
        return self._world.staff.acting(deciding.id, permission, path=walk.path, rng=walk.rng, but=but)

    def _withdraw(self) -> None:
        walk = self._next(State.DISPATCHED, State.ACCEPTED, State.REPORTED)
        if walk is not None and walk.reported is not None:
            number, code = walk.reported.number, walk.reported.tracking_code
            operations.withdraw_case(number=number, code=code, words="邻居帮忙修好了，不用来了", at=self._at)

    def _merge(self) -> None:
        """Two messages of one issue become one matter."""
        walk = next((w for w in self._left if w.message.issue and w.state in OPEN), None) or self._next(*OPEN)
        if walk is None or walk.reported is None:
            return
        same = [w for w in self._left if w is not walk and w.state in OPEN and w.town_id == walk.town_id]
        same.sort(key=lambda w: w.message.issue != walk.message.issue)
        if same and same[0].reported is not None:
            actor = self._at_the_top(walk, "case.dispatch")
            operations.merge_case(
                actor=actor, case_id=walk.case_id, into=same[0].reported.number, note="说的是同一件事", at=self._at
            )

    def _void(self) -> None:
        """Somebody at the desk wrote a matter down twice."""
        walk = self._left[0]
        actor = walk.acting("intake.operate", unit_kind=self._world.rules.duty.fallback[-1])
        channel = next(c.code for c in self._world.rules.channels if c.operator and not c.contact_required)
        report = CaseReport(
            area_id=walk.where.door.id, channel=channel, body="同一件事多登记了一次",
            source_ref=f"aside:{self._world.place}:void",
        )  # fmt: skip
        made = operations.enter_case(report=report, actor=actor, at=self._at)
        operations.void_case(actor=actor, case_id=made.case_id, note="重复登记", at=self._at)


OPEN = (State.REPORTED, State.ACCEPTED, State.DISPATCHED, State.SIGNED)
