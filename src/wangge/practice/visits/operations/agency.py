"""Errands done for people (服务代办): never without an authority, never a paper that does not come back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together
from wangge.ground.foundation.text import clean_line, clean_text
from wangge.practice.visits.doors import household_for
from wangge.practice.visits.lifecycle import AGENCY_SOURCES, AgencyStep, Authority
from wangge.practice.visits.models import Agency, AgencyNote, Visit
from wangge.practice.visits.operations.recording import visitor_of

MAX_WORDS = 1000
MOST_PAPERS = 20


@dataclass(frozen=True, kw_only=True)
class NewAgency:
    """What is to be done for whom, with what authority, and which papers were handed over."""

    household_id: UUID
    what: str
    authority: str  # signed or verbal
    authorised_by: str
    papers: tuple[str, ...] = ()
    words: str = ""
    due_on: date | None = None
    visit_id: UUID | None = None
    id: UUID | None = None


@transaction.atomic
def take_agency(*, actor: Actor, new: NewAgency, at: datetime) -> UUID:
    """Take an errand over for a household (接受委托); a second call with the same id changes nothing.

    Raises NotFound, NotAllowed, Conflict, Refusal without an authority.
    """
    if new.id is not None and Agency.objects.everywhere("was it kept before").filter(pk=new.id).exists():
        return new.id
    household = household_for(actor, new.household_id, permission="visit.record")
    if household.has_ended:
        raise Conflict(_("这一户已经注销，请先更新底册"))
    what, by = clean_line(new.what, 60, field="what"), clean_line(new.authorised_by, 60, field="authorised_by")
    if not what:
        raise Refusal(_("请写明代办什么"), field="what")
    if new.authority not in Authority.values or not by:
        raise Refusal(_("请写明谁委托的，是书面还是口头"), field="authorised_by")
    if new.due_on is not None and new.due_on < day_of(at):
        raise Refusal(_("期限不能早于今天"), field="due_on")
    agency = Agency(
        id=new.id or uuid7(), town_id=household.town_id, area_id=household.area_id, area_path=household.area_path,
        household_id=household.id, visit_id=_visit(actor, new), what=what, authority=new.authority, authorised_by=by,
        words=clean_text(new.words, max_length=MAX_WORDS, field="words"), papers=_papers(new.papers), asked_at=at,
        due_on=new.due_on, done_by_id=visitor_of(actor), done_by=actor.name,
    )  # fmt: skip
    insert_together([agency], [_note(actor, agency, AgencyStep.ASKED, "", at=at)])
    return agency.pk


def _visit(actor: Actor, new: NewAgency) -> UUID | None:
    if new.visit_id is None:
        return None
    rows = Visit.objects.all()
    visit: Visit = reach(rows, pk=new.visit_id, actor=actor, permission="visit.record", seen_with="visit.see")
    if visit.household_id != new.household_id:
        raise Refusal(_("这次走访不是这一户的"), field="visit_id")
    return visit.pk


def _papers(given: tuple[str, ...]) -> list[str]:
    papers = [cleaned for one in given if (cleaned := clean_line(one, 40, field="papers"))]
    if len(papers) > MOST_PAPERS:
        raise Refusal(_("材料太多了，请合并填写"), field="papers")
    return list(dict.fromkeys(papers))


@transaction.atomic
def move_agency(*, actor: Actor, agency_id: UUID, step: str, words: str = "", at: datetime) -> None:
    """Go on with an errand (递交、结果、交还材料、不办了). Raises NotFound, NotAllowed, Conflict, Refusal."""
    rows = Agency.objects.select_for_update(of=("self",))
    agency: Agency = reach(rows, pk=agency_id, actor=actor, permission="visit.record", seen_with="visit.see")
    if step not in AGENCY_SOURCES:
        raise Refusal(_("没有这一步"), field="step")
    if agency.state not in AGENCY_SOURCES[step]:
        raise Conflict(_("现在是“{state}”，不能走这一步").format(state=AgencyStep(agency.state).label))
    said = clean_line(words, 200, field="words")
    if not said and step in (AgencyStep.RESULT, AgencyStep.WITHDRAWN):
        raise Refusal(_("请写明结果或者原因"), field="words")
    agency.state = AgencyStep(step)
    agency.save(update_fields=["state"])
    _note(actor, agency, AgencyStep(step), said, at=at).save(force_insert=True)


def _note(actor: Actor, agency: Agency, step: AgencyStep, words: str, *, at: datetime) -> AgencyNote:
    return AgencyNote(
        town_id=agency.town_id, agency=agency, step=step, words=words, at=at, recorded_by=actor.name,
        recorded_by_id=actor.account_id,
    )  # fmt: skip
