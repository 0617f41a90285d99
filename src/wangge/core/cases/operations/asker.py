"""What the person who asked may do with the tracking code: rate the answer, add words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, system_actor
from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.core.cases.models import Case, CaseRating, CaseStep
from wangge.core.cases.numbers import tidy_number, tracking_code_fits
from wangge.core.cases.routing import desk
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage
from wangge.ground.foundation.text import clean_text

from .desk import finish_reopening
from .move import MAX_NOTE, Move, begin_locked
from .rights import has_merged


def _asker() -> Actor:
    return system_actor(name="")


def _locked(number: str, code: str) -> Case:
    rows = Case.objects.select_for_update().everywhere("the asker holds the code of this one case")
    for case in rows.filter(number=tidy_number(number)):
        if tracking_code_fits(case_id=case.pk, typed=code):
            return case
    raise NotFound(_("编号或查询码不对，请核对后重试"))


@transaction.atomic
def rate_case(
    *, number: str, code: str, score: int, reasons: Sequence[str] = (), words: str = "", at: datetime
) -> Case:
    """Rate an answer on five levels (评价); an unhappy rating reopens the matter.

    Raises NotFound, Conflict, Refusal.
    """
    case = _locked(number, code)
    if case.state not in (State.ANSWERED, State.CLOSED):
        raise Conflict(_("还没有答复，等答复后再评价"), state=case.state)
    answered = CaseStep.objects.filter(case_id=case.pk, action=Action.ANSWER).order_by("-id").first()
    if answered is None or CaseRating.objects.filter(case_id=case.pk, answer_step_id=answered.pk).exists():
        raise Conflict(_("这次答复您已经评价过了，谢谢"), state=case.state)
    move = begin_locked(case=case, actor=_asker(), action=Action.RATE, at=at)
    rating = _checked_rating(move, answered.pk, score, reasons, words)
    rating.save(force_insert=True)
    if move.place.rules.rating.is_unhappy(score):
        return _reopen(move, rating)
    move.stop(ClockKind.RATE)
    return move.finish(
        public_note=rating.words, detail={"score": score, "reasons": rating.reasons, "closed_by": "asker"}
    )


def _checked_rating(move: Move, answer_step_id: UUID, score: int, reasons: Sequence[str], words: str) -> CaseRating:
    rules = move.place.rules.rating
    if score not in {level.score for level in rules.levels}:
        raise Refusal(_("请从五档评价里选一档"), field="score")
    known = {reason.code for reason in rules.level(score).reasons}
    cleaned = clean_text(words, max_length=1000)
    kept = [r for r in reasons if r in known]
    if rules.is_unhappy(score) and not kept and not cleaned:
        raise Refusal(_("请选一条或写一句哪里不满意，我们好知道怎么改"), field="words")
    return CaseRating(
        town_id=move.case.town_id, case_id=move.case.pk, answer_step_id=answer_step_id,
        score=score, reasons=kept, words=cleaned, at=move.at,
    )  # fmt: skip


def _reopen(move: Move, rating: CaseRating) -> Case:
    """The rating and the reopening are one step of history: the matter is taken up again with its own clock."""
    move.action = Action.REOPEN
    detail = {"score": rating.score, "reasons": rating.reasons}
    return finish_reopening(move, note="", public_note=rating.words, detail=detail)


@transaction.atomic
def add_words(*, number: str, code: str, words: str, photos: tuple[PreparedImage, ...] = (), at: datetime) -> Case:
    """Add words or pictures to one's own matter (补充说明). Raises NotFound, Conflict, Refusal."""
    case = _locked(number, code)
    words = clean_text(words, max_length=MAX_NOTE, field="words")
    if not words and photos:
        words = _("补充了照片")
    move = begin_locked(case=case, actor=_asker(), action=Action.ADD_WORDS, at=at)
    if not words:
        raise Refusal(_("请写几句，或者加一张照片"), field="words")
    if move.newest.action == Action.ADD_WORDS and move.newest.public_note == words and not photos:
        raise Conflict(_("这段话已经收到了，不用再发"), state=case.state)
    return move.finish(public_note=words, photos=photos)


@transaction.atomic
def withdraw_case(*, number: str, code: str, words: str, at: datetime) -> Case:
    """Take one's own matter back before it was answered (撤回). Raises NotFound, Conflict, Refusal."""
    case = _locked(number, code)
    move = begin_locked(case=case, actor=_asker(), action=Action.WITHDRAW, at=at, note=words)
    if has_merged(case.pk):
        raise Refusal(_("别人也反映了这件事，正在一起办，不能撤回；您可以补充一句，说明不用再答复您"))
    return move.finish(public_note=clean_text(words, max_length=1000, field="words"))


@transaction.atomic
def appeal_case(*, number: str, code: str, words: str, at: datetime) -> Case:
    """Appeal against not being taken in (申诉); somebody else looks at it again. Raises NotFound, Conflict, Refusal."""
    move = begin_locked(case=_locked(number, code), actor=_asker(), action=Action.APPEAL, at=at, note=words)
    days = move.place.rules.rights.appeal_days
    if at > move.newest.at + timedelta(days=days):
        raise Refusal(_("申诉要在收到通知后 {days} 天内提出").format(days=days))
    deciding = desk(rules=move.place.rules, area_path=move.case.area_path, duty="decide")
    move.start(ClockKind.ACCEPT, unit_id=deciding.id)
    return move.finish(owner_id=deciding.id, public_note=clean_text(words, max_length=1000, field="words"))
