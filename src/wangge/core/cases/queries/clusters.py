"""Hot issues: the list with its growth, one group with its cases, and the share that came to rest (钝化率)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case, CaseCluster, ClusterCase, ClusterChange, ClusterPlan
from wangge.ground.engines.hot import DefusedRate, Planned, defused_rate
from wangge.ground.foundation.errors import NotFound

LATELY = timedelta(days=7)
SHOWN = 100
PlanState = Literal["", "none", "waiting", "returned", "defused"]


@dataclass(frozen=True)
class ClusterFilter:
    """What the list is narrowed to; an empty field narrows nothing."""

    area_path: str = ""
    since: datetime | None = None  # with a report since then
    is_planned: bool | None = None


@dataclass(frozen=True)
class ClusterRow:
    """One line of the list; `lately` and `before` are the reports of the last week and of the week before."""

    id: UUID
    title: str
    words: tuple[str, ...]
    kind: str
    category: str
    area_path: str
    size: int
    first_at: datetime
    latest_at: datetime
    lately: int
    before: int
    plan_state: PlanState

    @property
    def growth(self) -> int:
        """How many more came this week than the week before."""
        return self.lately - self.before


@dataclass(frozen=True)
class ClusterMember:
    """A case of a group as the list shows it."""

    id: UUID
    number: str
    title: str
    state: str
    area_id: UUID
    reported_at: datetime


@dataclass(frozen=True)
class ClusterPage:
    """A group as one person sees it; `hidden` counts its cases outside the person's scope."""

    row: ClusterRow
    cases: tuple[ClusterMember, ...]
    hidden: int
    plan: ClusterPlan | None
    new_since_plan: int
    changes: tuple[ClusterChange, ...]
    may_plan: bool


def cluster_list(*, scope: Scope, where: ClusterFilter, at: datetime, limit: int = SHOWN) -> list[ClusterRow]:
    """The groups of the scope, the fastest growing first, then the largest; two statements, and one for plans."""
    rows = CaseCluster.objects.within(scope).filter(size__gte=2)
    if where.area_path:
        rows = rows.filter(area_path__startswith=where.area_path)
    if where.since is not None:
        rows = rows.filter(latest_at__gte=where.since)
    if where.is_planned is not None:
        rows = rows.filter(plan__isnull=not where.is_planned)
    counted = _counted(rows, at=at).order_by("-lately", "-size", "-latest_at", "-id")
    return _rows(list(counted[:limit]), at=at)


def _counted(rows: QuerySet[CaseCluster], *, at: datetime) -> QuerySet[CaseCluster]:
    def between(start: datetime, end: datetime) -> Coalesce:
        of_it = ClusterCase.objects.filter(cluster=OuterRef("pk"), reported_at__gt=start, reported_at__lte=end)
        return Coalesce(Subquery(of_it.order_by().values("cluster").annotate(n=Count("pk")).values("n")), 0)

    return rows.annotate(lately=between(at - LATELY, at), before=between(at - 2 * LATELY, at - LATELY))


def _rows(clusters: list[CaseCluster], *, at: datetime) -> list[ClusterRow]:
    plans = ClusterPlan.objects.filter(cluster__in=[c.pk for c in clusters])
    planned = _planned(list(plans))
    today = localdate(at)
    return [
        ClusterRow(
            c.pk, c.title, tuple(c.words), c.kind, c.category, c.area_path, c.size, c.first_at, c.latest_at,
            c.lately, c.before, _plan_state(planned.get(c.pk), today),  # type: ignore[attr-defined]  # counted above
        )
        for c in clusters
    ]  # fmt: skip


def _planned(plans: list[ClusterPlan]) -> dict[UUID, Planned]:
    """Each plan with the days of the reports of its group; one statement."""
    days: dict[UUID, list[date]] = defaultdict(list)
    members = ClusterCase.objects.filter(cluster__in=[plan.pk for plan in plans])
    for cluster_id, reported_at in members.values_list("cluster_id", "reported_at"):
        if cluster_id is not None:
            days[cluster_id].append(localdate(reported_at))
    return {plan.pk: Planned(plan.met_on, tuple(days[plan.pk]), plan.defused_after) for plan in plans}


def _plan_state(planned: Planned | None, today: date) -> PlanState:
    if planned is None:
        return "none"
    if planned.has_returned:
        return "returned"
    return "defused" if planned.is_over(today) else "waiting"


def defused_share(*, scope: Scope, at: datetime, since: date | None = None, until: date | None = None) -> DefusedRate:
    """钝化率: of the groups planned in a period, how many had no new report within the days of their plan.

    Both numbers are meant to be shown, and those that still wait beside them; two statements.
    """
    rows = CaseCluster.objects.within(scope).filter(plan__isnull=False)
    plans = ClusterPlan.objects.filter(cluster__in=rows)
    if since is not None:
        plans = plans.filter(met_on__gte=since)
    if until is not None:
        plans = plans.filter(met_on__lte=until)
    return defused_rate(list(_planned(list(plans)).values()), today=localdate(at))


def cluster_of_case(*, scope: Scope, case_id: UUID, at: datetime) -> ClusterRow | None:
    """The group a case is in, for a link on its page; None where it is in none that the person may see."""
    rows = CaseCluster.objects.within(scope).filter(size__gte=2, pk__in=_groups_of(case_id))
    return next(iter(_rows(list(_counted(rows, at=at)), at=at)), None)


def _groups_of(case_id: UUID) -> QuerySet[ClusterCase, UUID | None]:
    return ClusterCase.objects.filter(case_id=case_id, cluster__isnull=False).values_list("cluster_id", flat=True)


def cluster_page(*, actor: Actor, cluster_id: UUID, at: datetime) -> ClusterPage:
    """One group for its page. Raises NotFound alike for missing and forbidden."""
    scope = actor.scope("case.see")
    found = _counted(CaseCluster.objects.within(scope).filter(pk=cluster_id), at=at).first()
    if found is None:
        raise NotFound(_("没有找到这个热点问题，或者它不在你的范围内"))
    members = ClusterCase.objects.filter(cluster_id=found.pk)
    seen = Case.objects.within(scope).filter(pk__in=members.values("case_id")).order_by("-reported_at", "-id")
    cases = seen.values_list("id", "number", "title", "state", "area_id", "reported_at")
    plan = ClusterPlan.objects.filter(cluster_id=found.pk).first()
    new = sum(day > plan.met_on for day in _planned([plan])[plan.pk].reports) if plan else 0
    return ClusterPage(
        row=_rows([found], at=at)[0],
        cases=tuple(ClusterMember(*values) for values in cases[:SHOWN]),
        hidden=found.size - seen.count(),
        plan=plan,
        new_since_plan=new,
        changes=tuple(ClusterChange.objects.filter(cluster_id=found.pk).select_related(None).order_by("-id")[:50]),
        may_plan=may_plan(actor=actor, area_path=found.area_path, unit_id=plan.owner_unit_id if plan else None),
    )


def may_plan(*, actor: Actor, area_path: str, unit_id: UUID | None = None) -> bool:
    """Whether a person decides about groups there: who hands cases out, and the unit that answers for the plan."""
    return actor.can("case.dispatch", at_path=area_path) or (unit_id is not None and unit_id in actor.units)
