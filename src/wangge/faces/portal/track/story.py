"""A case as its asker reads it: the way so far in plain words, what comes next, and until when."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import Action, State
from wangge.core.cases.queries import PublicStep, Tracked
from wangge.core.teams.queries import standing_unit
from wangge.core.teams.units import Unit
from wangge.faces.shell.parts import Entry, Photo
from wangge.ground.foundation.errors import NotFound

TONES = dict.fromkeys((Action.RETURN, Action.REOPEN, Action.REJECT, Action.SUSPEND), "warn") | dict.fromkeys(
    (Action.ANSWER, Action.CLOSE, Action.RATE, Action.TAKE_UP), "good"
)


def story(case: Tracked, code: str) -> list[Entry]:
    """The public steps, newest first."""
    return [_entry(case, code, step) for step in reversed(case.steps)]


def _entry(case: Tracked, code: str, step: PublicStep) -> Entry:
    key = [case.number, code]
    return Entry(
        at=step.at,
        title=_title(step),
        by="" if step.by_asker else step.unit_name,
        text=case.body if step.action == Action.REPORT else step.words,
        tone=TONES.get(Action(step.action), ""),
        photos=[
            Photo(reverse("portal:photo", args=[*key, pk]), reverse("portal:thumb", args=[*key, pk]))
            for pk in step.photos
        ],
    )


def _title(step: PublicStep) -> str:
    """The step in the asker's own view."""
    unit = step.to_unit_name or pgettext("story", "承办单位")
    words = {
        Action.REPORT: _("您反映了这件事"),
        Action.ACCEPT: _("已受理"),
        Action.DISPATCH: _("交给{unit}办理"),
        Action.TAKE: _("决定自己办理"),
        Action.SIGN: _("已接手"),
        Action.CONTACT: _("联系过您"),
        Action.RETURN: _("说明不归自己办，重新安排"),
        Action.HANDLE: _("办过了，等核查"),
        Action.VERIFY: _("核查过了"),
        Action.ANSWER: _("答复了您"),
        Action.RATE: _("您作了评价"),
        Action.CLOSE: pgettext("story", "结案"),
        Action.REOPEN: _("您不满意，再办一次") if step.by_asker else _("再办一次"),
        Action.ADD_WORDS: _("您补充了"),
        Action.INTERIM: _("告诉您办到哪一步"),
        Action.PAUSE: _("要等一等，时限暂停"),
        Action.RESUME: _("接着办"),
        Action.SUSPEND: _("暂时办不了，列入挂账"),
        Action.REVIEW: _("复核过了"),
        Action.TAKE_UP: _("条件具备，接着办"),
        Action.REJECT: _("没有受理"),
        Action.APPEAL: _("您提出了申诉"),
        Action.MERGE: _("与另一件相同的事一起办"),
        Action.WITHDRAW: _("您撤回了"),
        Action.BLOW: _("请几个单位一起来办"),
        Action.MUSTER: pgettext("story", "单位到场"),
        Action.CONCLUDE: _("几个单位办完了"),
    }
    return words.get(Action(step.action), step.label).format(unit=unit)


def answer_of(case: Tracked) -> PublicStep | None:
    """The latest answer, while it stands."""
    if case.phase < 3:
        return None
    return next((step for step in reversed(case.steps) if step.action == Action.ANSWER), None)


def unit_of(case: Tracked) -> Unit | None:
    """Who has it, else whom to call about it."""
    if case.unit is not None and case.unit.duty_phone:
        return case.unit
    try:
        return case.unit or standing_unit(area_id=case.area_id)
    except NotFound:
        return case.unit


def phone_of(case: Tracked) -> Unit | None:
    """Whom to call about a case, even where the unit that has it is not shown."""
    try:
        return standing_unit(area_id=case.area_id)
    except NotFound:
        return None


def place_name(case: Tracked) -> str:
    """Where the case lies, as people say it."""
    row = areas_in_memory().by_id.get(case.area_id)
    return row.name if row else ""


def waits_for_words(case: Tracked) -> str:
    """What the running deadline is for."""
    return _("受理并安排人办") if case.state == State.REPORTED else _("办完并答复您")
