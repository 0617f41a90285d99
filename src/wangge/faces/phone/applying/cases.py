"""Cases that were reported on the way, and steps taken on them; the state on the server decides."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.lifecycle import State
from wangge.core.cases.operations import (
    accept_case,
    comment_case,
    contact_asker,
    handle_case,
    report_case,
    return_case,
    sign_case,
    take_case,
)
from wangge.core.cases.operations.handling import ON_THEIR_WAY, Done
from wangge.core.cases.queries.standing import standing_of_case
from wangge.core.cases.reports import CaseReport
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.sync.ops import Op, Outcome

from .author import author_of
from .shapes import CaseSaid, StepSaid, read

CASE_PHOTO = "case"


def apply_case(op: Op) -> Outcome:
    """A matter reported from where it is (网格随手拍); its photos follow."""
    said, actor = read(op, CaseSaid), author_of(op)
    area = areas_in_memory().by_id.get(op.said.scope)
    if area is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    check_report(actor, at_path=area.path)
    rules = in_force(place=areas_in_memory().place_of(area.id)).rules
    has_point = said.lon is not None and said.lat is not None
    made = report_case(
        report=CaseReport(
            id=op.said.id, area_id=area.id, channel=said.channel or usual_channel(rules, "patrol"), body=said.words,
            source_ref=f"phone:{op.said.id}", title=said.title, category=said.category, where_words=said.where,
            lon=said.lon if has_point else None, lat=said.lat if has_point else None, name=said.name,
            phone=said.phone, reported_at=op.at,
        ),
        actor=actor, at=op.received_at,
    )  # fmt: skip
    awaits = tuple(file.awaited(about=made.case_id, keeper=CASE_PHOTO) for file in said.files)
    return Outcome(words=_("已登记，编号 {number}").format(number=made.number), made=made.case_id, awaits=awaits)


def check_report(actor: Actor, *, at_path: str) -> None:
    """Raise NotAllowed to whoever may not report a matter there."""
    if not actor.can("case.report", at_path=at_path):
        raise NotAllowed(_("你没有上报事项的权限"))


def usual_channel(rules: Rulebook, kind: str) -> str:
    """The place's channel of a kind, else the one of what staff see themselves, else the first. Raises Refusal."""
    for wanted in (kind, "patrol", "visit"):
        found = next((channel.code for channel in rules.channels if channel.kind == wanted), "")
        if found:
            return found
    if not rules.channels:
        raise Refusal(_("请选择来源"), field="channel")
    return rules.channels[0].code


def apply_case_step(op: Op) -> Outcome:
    """A step on a case, meant for the state the phone had seen; in another state it is sent back with words."""
    said, actor = read(op, StepSaid), author_of(op)
    before = standing_of_case(actor=actor, case_id=said.case)
    if said.expected and before.state != said.expected:
        raise Conflict(_("现在是“{state}”，请看过后再办").format(state=State(before.state).label), state=before.state)
    STEPS_OF_PHONES[said.step](actor, said, op)
    step_id: UUID = standing_of_case(actor=actor, case_id=said.case).newest_step
    awaits = tuple(file.awaited(about=said.case, made=step_id, keeper=CASE_PHOTO) for file in said.files)
    return Outcome(made=step_id, awaits=awaits)


def _accept(actor: Actor, said: StepSaid, op: Op) -> None:
    accept_case(actor=actor, case_id=said.case, note=said.words, at=op.received_at)


def _take(actor: Actor, said: StepSaid, op: Op) -> None:
    take_case(actor=actor, case_id=said.case, note=said.words, at=op.received_at)


def _sign(actor: Actor, said: StepSaid, op: Op) -> None:
    sign_case(actor=actor, case_id=said.case, note=said.words, at=op.received_at)


def _contact(actor: Actor, said: StepSaid, op: Op) -> None:
    contact_asker(actor=actor, case_id=said.case, note=said.words, at=op.received_at)


def _handle(actor: Actor, said: StepSaid, op: Op) -> None:
    because = said.no_photo_because or (ON_THEIR_WAY if said.files else "")
    done = Done(words=said.words, outcome=said.outcome, no_evidence_reason=because)
    handle_case(actor=actor, case_id=said.case, done=done, at=op.received_at)


def _return(actor: Actor, said: StepSaid, op: Op) -> None:
    return_case(actor=actor, case_id=said.case, reason=said.reason, note=said.words, at=op.received_at)


def _comment(actor: Actor, said: StepSaid, op: Op) -> None:
    comment_case(actor=actor, case_id=said.case, note=said.words, at=op.received_at)


STEPS_OF_PHONES: dict[str, Callable[[Actor, StepSaid, Op], None]] = {
    "accept": _accept,
    "take": _take,
    "sign": _sign,
    "contact": _contact,
    "handle": _handle,
    "return": _return,
    "comment": _comment,
}
