"""Plans as the pages list and show them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.text import mask_name, mask_phone
from wangge.practice.gridplans.doors import STRANGE, known_of
from wangge.practice.gridplans.layout import Judgement, LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import OPEN, DrawingState, PlanAction, PlanState, ProposalKind
from wangge.practice.gridplans.models import Plan, PlanComment, PlanStep, Proposal
from wangge.practice.gridplans.reading import changes_since

from .reading import last_edit, plan_within

ORDER = {kind: number for number, kind in enumerate(ProposalKind.values)}


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list; `unanswered` comments wait for an answer."""

    id: UUID
    area_id: UUID
    area_path: str
    village: str
    number: int
    title: str
    state: PlanState
    chosen: str
    norm: int
    tolerance: int
    drawing: DrawingState
    drawn_percent: int
    drawing_words: str
    made_at: datetime
    made_by: str
    made_by_id: UUID | None
    notice_from: date | None
    notice_until: date | None
    effective_on: date | None
    in_force_on: date | None
    undoes_id: UUID | None
    comments: int = 0
    unanswered: int = 0


@dataclass(frozen=True)
class ProposalView:
    """One of the divisions side by side."""

    kind: ProposalKind
    judgement: Judgement
    drawn_at: datetime


@dataclass(frozen=True)
class LayoutView:
    """The division that was chosen and edited; locked buildings by their ids."""

    grids: tuple[LaidGrid, ...]
    judgement: Judgement
    locked: tuple[UUID, ...]


@dataclass(frozen=True)
class StepView:
    """A line of the plan's history."""

    action: PlanAction
    words: str
    detail: dict[str, object]
    at: datetime
    by: str


@dataclass(frozen=True)
class CommentView:
    """What somebody said, with who it was masked."""

    id: UUID
    words: str
    name: str
    phone: str
    said_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str
    is_public: bool


@dataclass(frozen=True)
class PlanPage:
    """Everything of one plan."""

    row: PlanRow
    proposals: tuple[ProposalView, ...]
    layout: LayoutView | None
    steps: tuple[StepView, ...]
    comments: tuple[CommentView, ...]
    unplaced: tuple[tuple[UUID, str, int], ...]  # buildings without a place: id, name, households
    changed: tuple[str, ...]  # what became otherwise on the ground, while the plan is open
    buildings: int
    households: int
    has_barriers: bool
    may_undo_edit: bool  # there is a change by hand to be taken back


def plans(
    *, scope: Scope, path: str = "/", state: str = "", before: UUID | None = None, limit: int = 50
) -> list[PlanRow]:
    """The plans of an area, the newest first, by key; two statements."""
    rows = Plan.objects.within(scope).filter(area_path__startswith=path).select_related("area").order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("layout", "judgement")[:limit])
    said = PlanComment.objects.filter(plan__in=found).order_by().values_list("plan")
    counts = {
        pk: (all_of, left)
        for pk, all_of, left in said.annotate(said=Count("pk"), left=Count("pk", filter=Q(answered_at=None)))
    }
    return [_row(plan, counts.get(plan.pk, (0, 0))) for plan in found]


def plan_row(*, scope: Scope, plan_id: UUID) -> PlanRow:
    """One plan without what belongs to it, its comments uncounted; one statement. Raises NotFound."""
    rows = Plan.objects.within(scope).select_related("area").defer("layout", "judgement")
    plan = rows.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound(STRANGE)
    return _row(plan, (0, 0))


def plan_page(*, scope: Scope, plan_id: UUID) -> PlanPage:
    """One plan with all that belongs to it; at most eight statements. Raises NotFound."""
    plan = plan_within(scope, plan_id)
    known = known_of(plan)
    steps = list(PlanStep.objects.filter(plan=plan).order_by("id"))
    comments = list(PlanComment.objects.filter(plan=plan).order_by("id"))
    proposals = Proposal.objects.filter(plan=plan, dropped_at=None).defer("layout")
    views = [ProposalView(ProposalKind(p.kind), Judgement.read(p.judgement), p.drawn_at) for p in proposals]
    return PlanPage(
        row=_row(plan, (len(comments), sum(one.answered_at is None for one in comments))),
        proposals=tuple(sorted(views, key=lambda view: ORDER[view.kind])),
        layout=_layout(plan, [house.id for house in known.houses]),
        steps=tuple(_step(step) for step in steps),
        comments=tuple(_comment(one) for one in comments),
        unplaced=known.unplaced,
        changed=tuple(changes_since(plan, known)) if plan.state in OPEN else (),
        buildings=len(known.houses),
        households=known.households,
        has_barriers=known.barriers is not None,
        may_undo_edit=last_edit(steps) is not None,
    )


def _row(plan: Plan, comments: tuple[int, int]) -> PlanRow:
    return PlanRow(
        id=plan.pk,
        area_id=plan.area_id,
        area_path=plan.area_path,
        village=plan.area.name,
        number=plan.number,
        title=plan.title,
        state=PlanState(plan.state),
        chosen=plan.chosen,
        norm=plan.norm,
        tolerance=plan.tolerance,
        drawing=DrawingState(plan.drawing),
        drawn_percent=plan.drawn_percent,
        drawing_words=plan.drawing_words,
        made_at=plan.made_at,
        made_by=plan.made_by,
        made_by_id=plan.made_by_id,
        notice_from=plan.notice_from,
        notice_until=plan.notice_until,
        effective_on=plan.effective_on,
        in_force_on=plan.in_force_on,
        undoes_id=plan.undoes_id,
        comments=comments[0],
        unanswered=comments[1],
    )


def _layout(plan: Plan, houses: list[UUID]) -> LayoutView | None:
    if plan.layout is None or plan.judgement is None:
        return None
    layout = Layout.read(plan.layout)
    return LayoutView(layout.grids, Judgement.read(plan.judgement), tuple(houses[a] for a in sorted(layout.locked)))


def _step(step: PlanStep) -> StepView:
    return StepView(PlanAction(step.action), step.words, step.detail, step.at, step.by)


def _comment(one: PlanComment) -> CommentView:
    return CommentView(
        id=one.pk,
        words=one.words,
        name=mask_name(one.name) if one.name else "",
        phone=mask_phone(one.phone) if one.phone else "",
        said_at=one.said_at,
        answer=one.answer,
        answered_at=one.answered_at,
        answered_by=one.answered_by,
        is_public=one.is_public,
    )
