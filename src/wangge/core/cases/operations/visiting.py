"""回访: which answers are asked about again, by whom, and what the asker then says."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.deadlines import deadline_of
from wangge.core.cases.lifecycle import STEPS, Action, ClockKind, State
from wangge.core.cases.models import Case, CaseClock, CaseRating, CaseStep, CaseVisit, VisitCause
from wangge.core.places.queries import rulebook_of_version
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text

from .desk import close_case, finish_reopening
from .move import Move, begin

LEAST_TRIES = 3  # before one may stop trying
WORDS_LENGTH = 2000
SAID = ("yes", "partly", "no")
PIECE = 500


@dataclass(frozen=True)
class Visited:
    """What one try brought: whether the asker was reached, whether he says it is solved, his answers, his words.

    `is_last` ends the trying of one who cannot be reached; `closes` closes the case on this check.
    """

    was_reached: bool
    is_solved: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)
    words: str = ""
    is_last: bool = False
    closes: bool = False


def is_sampled(*, answer_step_id: UUID, percent: int) -> bool:
    """Whether an answer falls into a sample of so many per cent; the same answer always gives the same."""
    drawn = int.from_bytes(hashlib.sha256(answer_step_id.bytes).digest()[:8]) % 100
    return drawn < percent


@transaction.atomic
def plan_rated_visits(*, case_ids: Iterable[UUID], at: datetime) -> int:
    """Plan visits for the newest rating of these cases: every unhappy one, of the others the place's sample."""
    newest = CaseRating.objects.filter(case_id__in=list(case_ids)).order_by("case_id", "-id").distinct("case_id")
    ratings = {rating.case_id: rating for rating in newest}
    return _plan({pk: rating.answer_step_id for pk, rating in ratings.items()}, ratings, at=at)


def plan_unrated_visits(*, at: datetime) -> int:
    """Plan visits for answers that nobody rated in time; returns how many are new."""
    late = Case.objects.everywhere("answers of all places run out of time").filter(
        state=State.ANSWERED, due_kind=ClockKind.RATE, due_at__lte=at, closed_at=None
    )
    planned = 0
    ids = list(late.order_by("due_at").values_list("pk", flat=True))
    for start in range(0, len(ids), PIECE):
        answers = CaseStep.objects.filter(case_id__in=ids[start : start + PIECE], action=Action.ANSWER)
        newest = dict(answers.order_by("id").values_list("case_id", "pk"))
        known = CaseVisit.objects.filter(case_id__in=newest, answer_step_id__in=newest.values())
        for case_id in known.values_list("case_id", flat=True):
            newest.pop(case_id, None)
        with transaction.atomic():
            planned += _plan(newest, {}, at=at)
    return planned


def _plan(answers: Mapping[UUID, UUID], ratings: Mapping[UUID, CaseRating], *, at: datetime) -> int:
    if not answers:
        return 0
    cases = Case.objects.everywhere("the answers of these cases").filter(pk__in=list(answers))
    clocks = CaseClock.objects.filter(case_id__in=list(answers), kind=ClockKind.RATE).order_by("id")
    desks = dict(clocks.values_list("case_id", "unit_id"))
    rows = [
        row
        for case in cases
        if (row := _planned(case, answers[case.pk], ratings.get(case.pk), desks.get(case.pk), at)) is not None
    ]
    CaseVisit.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _planned(
    case: Case, answer_step_id: UUID, rating: CaseRating | None, unit_id: UUID | None, at: datetime
) -> CaseVisit | None:
    place = rulebook_of_version(version_id=case.rulebook_version_id)
    rules = place.rules.rating
    if rating is not None and rules.is_unhappy(rating.score):
        cause = VisitCause.UNHAPPY
    elif rating is None and rules.visits.unrated:
        cause = VisitCause.UNRATED
    elif is_sampled(answer_step_id=answer_step_id, percent=rules.visits.sample_percent):
        cause = VisitCause.SAMPLE
    else:
        return None
    due = deadline_of(place=place, kind=ClockKind.VISIT, case=case, start=at)
    return CaseVisit(
        town_id=case.town_id, case_id=case.pk, answer_step_id=answer_step_id, cause=cause,
        unit_id=unit_id or case.owner_unit_id, planned_at=at, due_at=due.due_at if due else None,
    )  # fmt: skip


@transaction.atomic
def record_visit(
    *, actor: Actor, case_id: UUID, visit_id: UUID, visited: Visited, seen_step: UUID | None = None, at: datetime
) -> Case:
    """Record one try of a return visit (回访记录); each try is a step of the case.

    Who says that it is not solved gets it taken up again with the clock of a repair, once for an answer.
    Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.VISIT, at=at, seen_step=seen_step)
    visit = CaseVisit.objects.select_for_update().filter(pk=visit_id, case_id=case_id).first()
    if visit is None:
        raise NotFound(_("没有找到这次回访"))
    if visit.done_at is not None:
        raise Conflict(_("这次回访已经由{who}记下了").format(who=visit.done_name), state=move.case.state)
    _check(move, visit, visited)
    _keep(move, visit, visited)
    note = _note(visit, visited)
    detail: dict[str, Any] = {
        "visit": str(visit.pk), "attempt": visit.attempts, "was_reached": visited.was_reached,
        "is_solved": visit.is_solved, "answers": visit.answers,
    }  # fmt: skip
    if visit.is_solved == "no" and _may_reopen(move, visit):
        move.action = Action.REOPEN
        return finish_reopening(move, note=note, public_note=_("回访时您说没有解决，已交回再办"), detail=detail)
    case = move.finish(note=note, detail=detail)
    return close_case(actor=actor, case_id=case_id, check=note, at=at) if visited.closes else case


def _check(move: Move, visit: CaseVisit, visited: Visited) -> None:
    handled = next((s for s in reversed(move.steps) if s.action == Action.HANDLE), None)
    if handled is not None and handled.actor_id is not None and handled.actor_id == move.actor.account_id:
        raise NotAllowed(_("自己办的不能自己回访，请换一位同事"))
    if visited.was_reached and visited.is_solved not in SAID:
        raise Refusal(_("请选择反映人说解决了没有"), field="is_solved")
    if visited.is_last and not visited.was_reached and visit.attempts + 1 < LEAST_TRIES:
        raise Refusal(_("至少联系 {times} 次，才能不再联系").format(times=LEAST_TRIES), field="result")
    if visited.closes and (visited.is_solved == "no" or not (visited.was_reached or visited.is_last)):
        raise Refusal(_("反映人说没有解决，或者还没有联系上，不能结案"), field="closes")
    known = {question.code for question in move.place.rules.rating.visits.script}
    if not set(visited.answers) <= known:
        raise Refusal(_("问话和规则里的不一样，请刷新再填"), field="answers")


def _keep(move: Move, visit: CaseVisit, visited: Visited) -> None:
    visit.attempts += 1
    visit.was_reached = visited.was_reached
    visit.words = clean_text(visited.words, max_length=WORDS_LENGTH, field="words")
    if visited.was_reached:
        visit.is_solved, visit.answers = visited.is_solved, dict(visited.answers)
    if visited.was_reached or visited.is_last:
        visit.done_at, visit.done_by, visit.done_name = move.at, move.actor.account_id, move.actor.name
    visit.save(
        update_fields=[*("attempts", "was_reached", "words", "is_solved", "answers", "done_at", "done_by", "done_name")]
    )


def _note(visit: CaseVisit, visited: Visited) -> str:
    said = {"yes": _("反映人说解决了"), "partly": _("反映人说解决了一部分"), "no": _("反映人说没有解决")}
    if visited.was_reached:
        found = said[visited.is_solved]
    else:
        found = _("第 {number} 次，没有联系上").format(number=visit.attempts)
        found += _("，不再联系") if visited.is_last else ""
    return _("{found}。{words}").format(found=found, words=visit.words)


def _may_reopen(move: Move, visit: CaseVisit) -> bool:
    """Only where the answer asked about is still the one that stands, and the matter is not being repaired already."""
    answered = next((s for s in reversed(move.steps) if s.action == Action.ANSWER), None)
    stands = answered is not None and answered.pk == visit.answer_step_id
    return stands and move.case.state in STEPS[Action.REOPEN].sources
