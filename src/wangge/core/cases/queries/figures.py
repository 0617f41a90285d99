"""办理情况: shares and medians of the matters reported in a period, each with what it counts and leaves out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import models
from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.levels import Level
from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import Action, ClockKind, Outcome, State
from wangge.core.cases.models import Case, CaseClock, CaseParty, CaseStep
from wangge.core.cases.models.case import CaseRows

from .registers import PAGE_SIZE, RegisterPage, page_of

Part = Literal["whole", "part", "left_out"]
Timed = Literal["counted", "left_out"]
Words = str | Promise
FINISHED = (State.CLOSED, State.ARCHIVED)
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Period:
    """Matters reported from a moment on and before another, in a part of the scope."""

    since: datetime
    before: datetime
    area_path: str = ""


@dataclass(frozen=True)
class Share:
    """One share: what it is called, which matters it counts among which, and why the others are left out."""

    code: str
    label: Words
    whole: Q
    part: Q
    left_out: Words = ""
    goal: Words = ""

    def rows(self, part: Part) -> Q:
        return {
            "whole": self.whole,
            "part": self.whole & self.part,
            "left_out": ~self.whole if self.whole else NOTHING,
        }[part]


@dataclass(frozen=True)
class Figure:
    """A share as it was counted."""

    share: Share
    part: int
    whole: int
    left_out: int

    @property
    def percent(self) -> str:
        """With two digits; "" where there is nothing to count."""
        return f"{self.part / self.whole:.2%}"[:-1] if self.whole else ""


@dataclass(frozen=True)
class Median:
    """The middle of how long something took, of so many; `left_out` did not get there or was not recorded."""

    code: str
    label: Words
    middle: timedelta | None
    counted: int
    left_out: int


class _Middle(Aggregate):
    """The median; what is null does not count."""

    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def _has(action: Action) -> Exists:
    return Exists(CaseStep.objects.filter(case_id=OuterRef("pk"), action=action))


def _clock(met: bool) -> Exists:
    rows = CaseClock.objects.filter(case_id=OuterRef("pk"), kind=ClockKind.ACCEPT)
    return Exists(rows.filter(was_met=True) if met else rows.filter(was_met__isnull=False))


def _one_of(name: str, values: Sequence[str]) -> Q:
    """A condition that stays one where there is nothing to choose from; an empty list would empty the whole count."""
    return Q(**{f"{name}__in": list(values) or [""]})


def _answered_that_day() -> Exists:
    answers = CaseStep.objects.filter(case_id=OuterRef("pk"), action=Action.ANSWER)
    return Exists(answers.annotate(day=TruncDate("at"), came=TruncDate("case__reported_at")).filter(day=F("came")))


def shares(*, dispute_categories: Sequence[str] = (), window_channels: Sequence[str] = ()) -> list[Share]:
    """Every share that is shown; `dispute_categories` are what the place counts as disputes (矛盾), `window_channels`
    the ways in by which somebody stands at a window.
    """
    closed = Q(state__in=FINISHED)
    solved = Q(outcome=Outcome.SOLVED)
    not_closed = _("还没有办结，或者没有进入办理")
    return [
        *_levels(closed, solved, not_closed, dispute_categories),
        Share(
            "misrouted", _("派错被退回的"), Q(_has(Action.DISPATCH)), Q(_has(Action.RETURN)), _("没有派过的"),
            _("目标 0"),
        ),
        Share("assessed", _("按时研判受理的"), Q(_clock(met=False)), Q(_clock(met=True)), _("还没有受理")),
        Share("solved", _("办结里解决了的"), closed, solved, not_closed),
        Share(
            "one_stop", _("一站办理：窗口来一次当天办好的"), closed & _one_of("channel", window_channels),
            solved & Q(_answered_that_day()) & ~Q(_has(Action.REOPEN)), _("还没有办结，或者不是窗口接待的"),
        ),
        Share("person", _("群众反映的"), Q(), Q(asker_kind="person")),
        Share("enterprise", _("企业反映的"), Q(), Q(asker_kind="enterprise")),
    ]  # fmt: skip


def _levels(closed: Q, solved: Q, left_out: Words, disputes: Sequence[str]) -> Iterator[Share]:
    """四不出: solved at a level or below it; contradictions solved in the town or below it."""
    order = [Level.MICRO, Level.GRID, Level.VILLAGE, Level.SECTOR, Level.TOWN]
    for code, label, level in (
        ("grid", _("小事不出网格：网格里解决的"), Level.GRID),
        ("village", _("大事不出村（社区）：村（社区）以下解决的"), Level.VILLAGE),
        ("town", _("难事不出乡镇（街道）：乡镇（街道）以下解决的"), Level.TOWN),
    ):
        levels = [one.value for one in order[: order.index(level) + 1]]
        yield Share(f"level_{code}", label, closed, solved & Q(solved_level__in=levels), left_out)
    levels = [one.value for one in order]
    yield Share(
        "level_disputes", _("矛盾不上交：矛盾纠纷在乡镇（街道）以下解决的"), closed & _one_of("category", disputes),
        solved & Q(solved_level__in=levels), _("还没有办结，或者不是矛盾纠纷"),
    )  # fmt: skip


def figures(*, scope: Scope, period: Period, wanted: Sequence[Share]) -> list[Figure]:
    """All shares of a period, in one statement."""
    counts: dict[str, Any] = {"everything": Count("id")}
    for share in wanted:
        counts[f"{share.code}_whole"] = Count("id", filter=share.whole) if share.whole else Count("id")
        counts[f"{share.code}_part"] = Count("id", filter=share.rows("part"))
    found = _reported(scope, period).order_by().aggregate(**counts)
    return [
        Figure(
            share, found[f"{share.code}_part"], found[f"{share.code}_whole"],
            found["everything"] - found[f"{share.code}_whole"],
        )
        for share in wanted
    ]  # fmt: skip


def cases_of_figure(
    *, scope: Scope, period: Period, share: Share, part: Part, after: Any = None, size: int = PAGE_SIZE
) -> RegisterPage:
    """What one number of a share counts, the oldest first; one statement."""
    return page_of(_reported(scope, period).filter(share.rows(part)), after=after, size=size)


def _reported(scope: Scope, period: Period) -> CaseRows:
    rows: CaseRows = Case.objects.within(scope).filter(reported_at__gte=period.since, reported_at__lt=period.before)
    return rows.filter(area_path__startswith=period.area_path) if period.area_path else rows


@dataclass(frozen=True)
class _Span:
    """How long something took, for which matters that is known, and among which it is asked."""

    took: CombinedExpression
    counted: Q
    whole: Q


def _spans(phone_channels: Sequence[str]) -> dict[str, _Span]:
    handled = Q(handled__isnull=False)
    return {
        "filed": _Span(F("recorded_at") - F("reported_at"), Q(), Q()),
        "handled": _Span(F("handled") - F("recorded_at"), handled, Q()),
        "told": _Span(F("told") - F("handled"), handled & Q(told__isnull=False), Q()),
        "door": _Span(F("door") - F("reported_at"), Q(door__isnull=False), _one_of("channel", phone_channels)),
    }


def medians(*, scope: Scope, period: Period, phone_channels: Sequence[str] = ()) -> list[Median]:
    """三个快速 (found→filed, filed→handled, handled→told) and, of calls, call→door where it was recorded."""
    spans = _spans(phone_channels)
    wanted: dict[str, Any] = {}
    for code, span in spans.items():
        counted = span.whole & span.counted
        wanted[f"{code}_middle"] = _Middle(span.took, filter=counted) if counted else _Middle(span.took)
        wanted[f"{code}_counted"] = Count("id", filter=counted) if counted else Count("id")
        wanted[f"{code}_whole"] = Count("id", filter=span.whole) if span.whole else Count("id")
    found = _timed(scope, period).order_by().aggregate(**wanted)
    return [_median(code, found[f"{code}_middle"], found[f"{code}_counted"], found[f"{code}_whole"]) for code in spans]


def cases_of_median(
    *, scope: Scope, period: Period, code: str, part: Timed, phone_channels: Sequence[str] = (),
    after: Any = None, size: int = PAGE_SIZE,
) -> RegisterPage:  # fmt: skip
    """What a median counts, or leaves out, the oldest first; one statement. Raises KeyError for an unknown code."""
    span = _spans(phone_channels)[code]
    known = span.counted if part == "counted" else ~span.counted if span.counted else NOTHING
    return page_of(_timed(scope, period).filter(span.whole & known), after=after, size=size)


def _timed(scope: Scope, period: Period) -> CaseRows:
    """What was reported in a period, with the moments the medians run between."""
    rows: CaseRows = _reported(scope, period).annotate(
        handled=_first(Action.HANDLE), told=_first(Action.ANSWER), door=_at_the_door()
    )
    return rows


def _median(code: str, middle: timedelta | None, counted: int, whole: int) -> Median:
    return Median(code, MEDIANS[code], middle, counted, whole - counted)


@dataclass(frozen=True)
class GridLine:
    """四个“在网格” of one grid: known there, served there, solved there, disputes settled there; each of how many."""

    area_id: UUID
    reported: int
    found: int
    handled: int
    served: int
    closed: int
    solved: int
    disputes: int
    settled: int


def by_grid(
    *, scope: Scope, period: Period, own_channels: Sequence[str], dispute_categories: Sequence[str] = ()
) -> list[GridLine]:
    """The four shares of each area that something was reported in; one statement.

    `own_channels` are the ways by which a grid finds out itself: its walks and visits.
    """
    in_grid, closed = Q(solved_level__in=[Level.GRID, Level.MICRO]), Q(state__in=FINISHED)
    solved, disputes = Q(outcome=Outcome.SOLVED), _one_of("category", dispute_categories)
    conditions = {
        "found": _one_of("channel", own_channels),
        "handled": ~Q(solved_level=""),
        "served": in_grid,
        "closed": closed,
        "solved": closed & solved & in_grid,
        "disputes": closed & disputes,
        "settled": closed & disputes & solved & in_grid,
    }
    counts = {f"n_{name}": Count("id", filter=condition) for name, condition in conditions.items()}
    rows = _reported(scope, period).order_by("area_path").values_list("area_id", "area_path")
    found = rows.annotate(n_reported=Count("id"), **counts)
    return [GridLine(area_id, *numbers) for area_id, _path, *numbers in found]


MEDIANS: dict[str, Words] = {
    "filed": _("快速发现：发现到上报"),
    "handled": _("快速处置：上报到办好"),
    "told": _("快速反馈：办好到答复"),
    "door": _("一个电话上门：来电到上门"),
}


def _first(action: Action) -> Subquery:
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"), action=action).order_by("id")
    return Subquery(steps.values("at")[:1], output_field=models.DateTimeField())


def _at_the_door() -> Subquery:
    """When somebody came: a contact that says it was at the door, or a called unit's arrival."""
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"), action=Action.CONTACT, detail__at_door=True)
    came = CaseParty.objects.filter(case_id=OuterRef("pk"), arrived_at__isnull=False).order_by("arrived_at")
    return models.functions.Least(  # type: ignore[return-value]
        Subquery(steps.order_by("id").values("at")[:1]), Subquery(came.values("arrived_at")[:1])
    )
