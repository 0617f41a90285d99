"""The history of a case as a timeline, public and internal told apart."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wangge.core.cases.lifecycle import Action, Outcome, RequestKind
from wangge.core.cases.operations.handling import ON_THEIR_WAY
from wangge.core.cases.queries import CasePage
from wangge.faces.shell.parts import Entry, Fact, Photo
from wangge.faces.workbench.labels import category_label, unit_label
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.sync.files import photos_on_their_way

FROM_PHONES = ("phone:", "visit:")
BY_ASKER = (Action.RATE, Action.ADD_WORDS, Action.WITHDRAW, Action.APPEAL)
BY_TIME = (Action.URGE, Action.SUPERVISE, Action.RESUME)  # nobody took these: the ladder or the longest pause did
TONES = dict.fromkeys(
    (Action.RETURN, Action.SEND_BACK, Action.REOPEN, Action.URGE, Action.SUPERVISE, Action.SUSPEND, Action.REJECT),
    "warn",
)
MUSTERED = {
    "sign": pgettext_lazy("muster", "应哨"), "contact": pgettext_lazy("muster", "联系"),
    "arrive": pgettext_lazy("muster", "到场"), "report": pgettext_lazy("muster", "报结果"),
    "decline": pgettext_lazy("muster", "不应哨"),
}  # fmt: skip


def timeline_of(page: CasePage) -> list[Entry]:
    """Every step, newest first."""
    photos = photos_by_step(page)
    return [_entry(page, step, photos.get(step.pk, [])) for step in reversed(page.steps)]


def photos_by_step(page: CasePage) -> dict[UUID, list[Photo]]:
    """The pictures of each step, as links that check who is looking."""
    found: dict[UUID, list[Photo]] = {}
    for photo in page.photos:
        words = _("照片（反映人可见）") if photo.is_public else _("照片")
        found.setdefault(photo.step_id, []).append(
            Photo(photo_url(page.case.pk, photo.pk, "full"), photo_url(page.case.pk, photo.pk, "thumb"), words)
        )
    return found


def photos_to_come(page: CasePage) -> int:
    """How many photos are still on a phone (照片在途); nothing is asked of a case that did not come from one."""
    from_phones = page.case.source_ref.startswith(FROM_PHONES)
    awaits = any(step.detail.get("no_evidence_reason") == ON_THEIR_WAY for step in page.steps)
    if not from_phones and not awaits:
        return 0
    return photos_on_their_way([page.case.pk]).get(page.case.pk, 0)


def photo_url(case_id: UUID, photo_id: UUID, size: str) -> str:
    return reverse("workbench:photo", args=[case_id, photo_id, size])


def _entry(page: CasePage, step: Any, photos: list[Photo]) -> Entry:
    action = Action(step.action)
    is_told = step.is_public and bool(step.public_note)
    return Entry(
        at=step.at,
        title=_title(action, step),
        by=_by(page, step),
        text=step.public_note if is_told else "" if step.is_public else step.note,
        is_public=step.is_public,
        tone=TONES.get(action, ""),
        photos=photos if action != Action.REPORT else (),
        facts=list(_facts(page.place.rules, action, step)),
    )


def _title(action: Action, step: Any) -> str:
    """交办给庆坪镇派出所; what other steps pass to is plain from the step itself."""
    label = str(action.label)
    own = MUSTERED.get(step.detail.get("what", "")) if action == Action.MUSTER else None
    if own is not None:
        return str(own)
    if action == Action.DISPATCH and step.to_unit_id:
        return _("{step}给{unit}").format(step=label, unit=unit_label(step.to_unit_id))
    return label


def _by(page: CasePage, step: Any) -> str:
    if step.action in BY_TIME and step.actor_id is None:
        return _("系统按规则")
    is_asker = step.action in BY_ASKER or (step.actor_id is None and not step.actor_name)
    if is_asker:
        return _("反映人")
    return " ".join(word for word in (step.unit_name, step.actor_name) if word)


def _facts(rules: Rulebook, action: Action, step: Any) -> Iterator[Fact]:
    detail = step.detail
    if "category" in detail:
        old, new = (category_label(rules, code) for code in detail["category"])
        yield Fact(_("改类别"), f"{old} → {new}")
    if "grade" in detail:
        old, new = (_grade(rules, code) for code in detail["grade"])
        yield Fact(_("难度"), f"{old} → {new}")
    if "kind" in detail and action in (Action.ASK, Action.DECIDE):
        yield Fact(_("申请"), RequestKind(detail["kind"]).label)
    if "is_granted" in detail:
        yield Fact(_("审定"), _("同意") if detail["is_granted"] else _("不同意"))
    if detail.get("outcome"):
        yield Fact(_("结果"), Outcome(detail["outcome"]).label)
    if detail.get("no_evidence_reason"):
        yield Fact(_("没有照片"), detail["no_evidence_reason"])
    if action == Action.RETURN and "reason" in detail:
        yield Fact(_("理由"), _reason(rules, detail["reason"]), note=_("第 {times} 次").format(times=detail["times"]))
    if "score" in detail:
        level = rules.rating.level(detail["score"])
        known = {reason.code: reason.label for reason in level.reasons}
        reasons = "、".join(known.get(code, code) for code in detail.get("reasons", ()))
        yield Fact(_("评价"), level.label, note=reasons)
    if action == Action.REPORT and step.to_unit_id:
        yield Fact(_("先由"), unit_label(step.to_unit_id))
    if step.is_public and step.note:
        yield Fact(_("内部说明"), step.note, icon="lock")


def _grade(rules: Rulebook, code: str) -> str:
    known = {grade.code: grade.label for grade in rules.grading.grades}
    return known.get(code, code or "—")


def _reason(rules: Rulebook, code: str) -> str:
    return next((r.label for r in rules.routing.return_reasons if r.code == code), code)
