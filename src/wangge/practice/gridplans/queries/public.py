"""A plan under notice as everybody reads it: nothing personal, no building by name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.core.areas.queries import full_name
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridplans.doors import known_of
from wangge.practice.gridplans.layout import Judgement, Layout
from wangge.practice.gridplans.lifecycle import PlanState
from wangge.practice.gridplans.models import Plan, PlanComment

from .maps import grids_geojson

SHOWN = (PlanState.NOTICE, PlanState.APPROVED, PlanState.IN_FORCE)
WHY = "what is under public notice is there for everybody"
MOST = 50


@dataclass(frozen=True)
class PublicGrid:
    """A grid to come, as everybody may know it."""

    name: str
    households: int
    moved_in: int
    is_new: bool


@dataclass(frozen=True)
class PublicComment:
    """What somebody said and what was answered, where that is to be read by all."""

    words: str
    answer: str
    said_on: date


@dataclass(frozen=True)
class PublicNotice:
    """A plan as it is shown; `is_open` while comments are taken."""

    plan_id: UUID
    area_id: UUID
    village: str  # 庆坪镇荣星村
    title: str
    state: PlanState
    notice_from: date
    notice_until: date
    effective_on: date | None
    is_open: bool
    moved: int
    closed: tuple[str, ...]
    grids: tuple[PublicGrid, ...]
    comments: tuple[PublicComment, ...] = ()


def public_notices(*, path: str = "/", at: datetime) -> list[PublicNotice]:
    """The plans of an area that are under notice or wait for their day, the newest first; one statement."""
    rows = Plan.objects.everywhere(WHY).filter(area_path__startswith=path, state__in=SHOWN[:2])
    return [_notice(plan, at, ()) for plan in rows.defer("layout").order_by("-notice_from", "-id")[:MOST]]


def public_notice(*, plan_id: UUID, at: datetime) -> PublicNotice:
    """One of them, also when it took effect. Raises NotFound alike for a missing plan and one that is not shown."""
    plan = _shown(Plan.objects.everywhere(WHY).defer("layout"), plan_id)
    said = PlanComment.objects.filter(plan=plan, is_public=True, answered_at__isnull=False).order_by("id")
    return _notice(plan, at, tuple(PublicComment(one.words, one.answer, day_of(one.said_at)) for one in said))


def public_map(*, plan_id: UUID) -> dict[str, Any]:
    """The outlines of the grids to come, with names and households. Raises NotFound."""
    plan = _shown(Plan.objects.everywhere(WHY).select_related("ground"), plan_id)
    assert plan.layout is not None
    assert plan.judgement is not None
    found = grids_geojson(known_of(plan), Layout.read(plan.layout), Judgement.read(plan.judgement))
    for feature in found["features"]:
        known = feature["properties"]
        feature["properties"] = {name: known[name] for name in ("key", "name", "households", "is_new")}
    return found


def _shown(rows: QuerySet[Plan], plan_id: UUID) -> Plan:
    plan = rows.filter(pk=plan_id, state__in=SHOWN).first()
    if plan is None:
        raise NotFound(_("没有这份公示"))
    return plan


def _notice(plan: Plan, at: datetime, comments: tuple[PublicComment, ...]) -> PublicNotice:
    assert plan.judgement is not None
    assert plan.notice_from is not None
    assert plan.notice_until is not None
    judgement = Judgement.read(plan.judgement)
    return PublicNotice(
        plan_id=plan.pk,
        area_id=plan.area_id,
        village=full_name(area_id=plan.area_id),
        title=plan.title,
        state=PlanState(plan.state),
        notice_from=plan.notice_from,
        notice_until=plan.notice_until,
        effective_on=plan.effective_on,
        is_open=plan.state == PlanState.NOTICE and day_of(at) <= plan.notice_until,
        moved=judgement.moved,
        closed=judgement.closed,
        grids=tuple(PublicGrid(grid.name, grid.households, grid.moved_in, grid.is_new) for grid in judgement.grids),
        comments=comments,
    )
