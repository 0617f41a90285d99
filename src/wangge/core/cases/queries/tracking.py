"""What the asker sees of a case with number and code: where it stands, who answers, until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.cases.lifecycle import STEPS, Action, ClockKind, State
from wangge.core.cases.models import Case, CaseClock, CasePhoto, CaseRating, CaseStep
from wangge.core.cases.numbers import number_is_sound, tidy_number, tracking_code_fits
from wangge.core.places.queries import InForce, rulebook_of_version
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.models import StoredFile

PHASES: dict[str, int] = {
    State.REPORTED: 1, State.ACCEPTED: 2, State.DISPATCHED: 2, State.SIGNED: 2, State.HANDLED: 2, State.VERIFIED: 2,
    State.SUSPENDED: 2, State.MERGED: 2, State.ANSWERED: 3, State.CLOSED: 4, State.ARCHIVED: 4, State.REJECTED: 4,
    State.WITHDRAWN: 4, State.VOIDED: 4,
}  # fmt: skip
LIMITS = (ClockKind.REDO, ClockKind.CLOSE, ClockKind.ACCEPT)
OWN_ACTIONS = (Action.REPORT, Action.ADD_WORDS)
ASKERS = (Action.REPORT, Action.RATE, Action.ADD_WORDS, Action.WITHDRAW, Action.APPEAL)


@dataclass(frozen=True)
class PublicStep:
    """One public line of the history; staff appear as their unit, never by name."""

    action: str
    label: str
    unit_name: str
    to_unit_name: str
    words: str
    at: datetime
    by_asker: bool
    photos: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Tracked:
    """The asker's page. `phase` is 1 已收到, 2 有人在办, 3 已答复, 4 您说了算."""

    case_id: UUID
    number: str
    title: str
    body: str
    where_words: str
    area_id: UUID
    town_id: UUID
    state: str
    outcome: str
    phase: int
    unit: Unit | None
    due_at: datetime | None
    derivation: dict[str, Any] | None
    reported_at: datetime
    steps: tuple[PublicStep, ...]
    may_rate: bool
    rate_until: datetime | None
    may_add_words: bool
    may_withdraw: bool
    may_appeal: bool
    rating: CaseRating | None
    place: InForce


def track(*, number: str, code: str) -> Tracked:
    """Look a case up by number and code: six statements. Raises NotFound alike for a wrong number and a wrong code."""
    case = _found(number, code)
    steps = list(CaseStep.objects.filter(case_id=case.pk, is_public=True).order_by("id"))
    handled = case.merged_into or case  # a merged matter goes on under the other number
    if handled is not case:
        steps += _staff_steps(handled, since=steps[-1])
    running = CaseClock.objects.filter(case_id=handled.pk, stopped_at=None, paused_at=None, party_id=None)
    clocks = {c.kind: c for c in running}
    clock = next((clocks[kind] for kind in LIMITS if kind in clocks), None)
    photos = _shown_photos(case, steps)
    ratings = {r.answer_step_id: r for r in CaseRating.objects.filter(case_id=case.pk)}
    answer = next((s.pk for s in reversed(steps) if s.action == Action.ANSWER), None)
    rating = ratings.get(answer) if answer else None
    owner = units().by_id.get(handled.handler_unit_id or handled.owner_unit_id)
    return Tracked(
        case_id=case.pk, number=case.number, title=case.title, body=case.body, where_words=case.where_words,
        area_id=case.area_id, town_id=case.town_id, state=case.state, outcome=handled.outcome,
        phase=PHASES[handled.state],
        unit=owner if owner and owner.is_public else None,
        due_at=clock.due_at if clock else None, derivation=clock.derivation if clock else None,
        reported_at=case.reported_at, steps=tuple(_public(s, photos.get(s.pk, ())) for s in steps),
        may_rate=case.state in STEPS[Action.RATE].sources and answer is not None and rating is None,
        rate_until=clocks[ClockKind.RATE].due_at if ClockKind.RATE in clocks else None,
        may_add_words=case.state in STEPS[Action.ADD_WORDS].sources,
        may_withdraw=case.state in STEPS[Action.WITHDRAW].sources,
        may_appeal=case.state in STEPS[Action.APPEAL].sources,
        rating=rating, place=rulebook_of_version(version_id=case.rulebook_version_id),
    )  # fmt: skip


def _staff_steps(case: Case, *, since: CaseStep) -> list[CaseStep]:
    """What was publicly done about the matter another one was merged into; nothing that its own asker said."""
    rows = CaseStep.objects.filter(case_id=case.pk, is_public=True, pk__gt=since.pk, actor_id__isnull=False)
    return list(rows.exclude(action__in=[*ASKERS, Action.REOPEN]).order_by("id"))


def _found(number: str, code: str) -> Case:
    if number_is_sound(number):
        everywhere = Case.objects.everywhere("the asker holds the code of this one case")
        rows = everywhere.filter(number=tidy_number(number)).select_related("merged_into")
        for case in rows:
            if tracking_code_fits(case_id=case.pk, typed=code):
                return case
    raise NotFound(_("编号或查询码不对，请核对后重试"))


def _shown_photos(case: Case, steps: list[CaseStep]) -> dict[UUID, tuple[UUID, ...]]:
    """By step: what the asker sent himself, and what staff showed to the public."""
    own = {s.pk for s in steps if s.action in OWN_ACTIONS}
    found: dict[UUID, tuple[UUID, ...]] = {}
    rows = CasePhoto.objects.filter(case_id=case.pk).order_by("id").values_list("id", "step_id", "is_public")
    for pk, step_id, is_public in rows:
        if is_public or step_id in own:
            found[step_id] = (*found.get(step_id, ()), pk)
    return found


def track_photo(*, number: str, code: str, photo_id: UUID) -> StoredFile:
    """One picture of one's own case; two statements. Raises NotFound alike for wrong, missing and internal."""
    case = _found(number, code)
    photo = CasePhoto.objects.filter(pk=photo_id, case_id=case.pk).select_related("file", "step").first()
    if photo is None or not photo.step.is_public or not (photo.is_public or photo.step.action in OWN_ACTIONS):
        raise NotFound(_("没有找到这张照片"))
    return photo.file


def _public(step: CaseStep, photos: tuple[UUID, ...]) -> PublicStep:
    hidden = {u.name for u in units().by_id.values() if not u.is_public}
    to_unit = units().by_id.get(step.to_unit_id) if step.to_unit_id else None
    by_asker = step.action in ASKERS or (step.action == Action.REOPEN and step.actor_id is None)
    return PublicStep(
        action=step.action,
        label=str(Action(step.action).label),
        unit_name="" if by_asker or step.unit_name in hidden else step.unit_name,
        to_unit_name=to_unit.name if to_unit and to_unit.is_public else "",
        words=step.public_note,
        at=step.at,
        by_asker=by_asker,
        photos=photos,
    )
