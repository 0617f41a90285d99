"""Care tags: proposed with a reason, agreed to by a second person where they are sensitive, looked at again, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.carried import carry
from wangge.core.people.doors import BROKEN, reached, rules_of
from wangge.core.people.events import CareChanged
from wangge.core.people.models import CareReview, CareTag, Household, Person
from wangge.core.people.months import months_later
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text.cleaning import clean_line, clean_text
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.people import CareKind

SUBJECTS: dict[str, type[Person | Household]] = {"person": Person, "household": Household}


@dataclass(frozen=True, kw_only=True)
class NewCareTag:
    """Who is to be cared for (`about` is person or household), why, from where known, and by whom."""

    about: str
    subject_id: UUID
    kind: str
    reason: str
    source: str
    owner_name: str
    owner_id: UUID | None = None
    id: UUID | None = None


@transaction.atomic
def propose_care(*, actor: Actor, new: NewCareTag, at: datetime) -> CareTag:
    """Put a care tag (关爱标记) on a person or household; a sensitive one waits for a second person.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    if new.about not in SUBJECTS:
        raise Refusal(_("关爱标记要登记在人或者户上"), field="about")
    subject = reached(actor, SUBJECTS[new.about], new.subject_id)
    rule = _rule(subject.town_id, new.kind)
    if rule.about != new.about:
        raise Refusal(_("“{kind}”不是登记在这上面的").format(kind=rule.label), field="kind")
    reason, source = clean_text(new.reason, 500, field="reason"), clean_line(new.source, 80, field="source")
    owner = clean_line(new.owner_name, 60, field="owner_name")
    for value, field in ((reason, "reason"), (source, "source"), (owner, "owner_name")):
        if not value:
            raise Refusal(_("原因、来源和责任人都要填"), field=field)
    tag = CareTag(
        id=new.id or uuid7(),
        town_id=subject.town_id,
        area_id=subject.area_id,
        area_path=subject.area_path,
        **{new.about: subject},
        kind=rule.code,
        is_sensitive=rule.sensitive,
        owner_id=new.owner_id,
        owner_name=owner,
        reason=reason,
        purpose=rule.purpose,
        source=source,
        proposed_at=at,
        proposed_by=actor.name,
        proposed_by_id=actor.account_id,
        agreed_at=None if rule.sensitive else at,
        agreed_by="" if rule.sensitive else actor.name,
        review_on=months_later(day_of(at), rule.review_months),
    )
    with refusing(BROKEN):
        _tell(tag, "proposed", [[tag]], at=at)
    return tag


def _rule(town_id: UUID, kind: str) -> CareKind:
    try:
        return rules_of(town_id).care_kind(kind)
    except UnknownCode as error:
        raise Refusal(_("没有“{kind}”这种关爱类别").format(kind=kind), field="kind") from error


@transaction.atomic
def agree_care(*, actor: Actor, tag_id: UUID, at: datetime) -> CareTag:
    """A second person agrees to a sensitive tag (同意登记). Raises NotFound, NotAllowed, Conflict."""
    tag = _live(actor, tag_id, decide=True)
    if tag.agreed_at is not None:
        raise Conflict(_("已经同意过了"))
    if tag.proposed_by_id == actor.account_id:
        raise NotAllowed(_("自己提出的要由另一个人同意"))
    tag.agreed_at, tag.agreed_by = at, actor.name
    tag.save(update_fields=["agreed_at", "agreed_by"])
    _tell(tag, "agreed", at=at)
    return tag


@transaction.atomic
def review_care(*, actor: Actor, tag_id: UUID, note: str = "", at: datetime) -> CareTag:
    """Look at a tag again and keep it (复核); the next look is due after the months of its kind.

    Raises NotFound, NotAllowed, Conflict.
    """
    tag = _live(actor, tag_id)
    tag.review_on = months_later(day_of(at), _rule(tag.town_id, tag.kind).review_months)
    tag.save(update_fields=["review_on"])
    review = CareReview(
        id=uuid7(),
        town_id=tag.town_id,
        tag=tag,
        reviewed_at=at,
        reviewed_by=actor.name,
        note=clean_line(note, 200, field="note"),
        review_on=tag.review_on,
    )
    _tell(tag, "reviewed", [[review]], at=at)
    return tag


@transaction.atomic
def hand_over_care(*, actor: Actor, tag_id: UUID, owner_name: str, owner_id: UUID | None = None, at: datetime) -> None:
    """Somebody else looks after it from now on (换责任人). Raises NotFound, NotAllowed, Conflict, Refusal."""
    tag = _live(actor, tag_id)
    name = clean_line(owner_name, 60, field="owner_name")
    if not name:
        raise Refusal(_("请填写责任人"), field="owner_name")
    tag.owner_name, tag.owner_id = name, owner_id
    tag.save(update_fields=["owner_name", "owner_id"])
    _tell(tag, "handed_over", at=at)


@transaction.atomic
def end_care(*, actor: Actor, tag_id: UUID, because: str, at: datetime) -> None:
    """The tag is no longer true or wanted (取消标记). Raises NotFound, NotAllowed, Conflict, Refusal."""
    tag = _live(actor, tag_id)
    reason = clean_line(because, 200, field="because")
    if not reason:
        raise Refusal(_("请写明原因"), field="because")
    tag.ended_at, tag.ended_by, tag.ended_because = at, actor.name, reason
    tag.save(update_fields=["ended_at", "ended_by", "ended_because"])
    _tell(tag, "ended", at=at)


def _live(actor: Actor, tag_id: UUID, *, decide: bool = False) -> CareTag:
    tag = reached(actor, CareTag, tag_id, permission="people.decide" if decide else "people.edit")
    if tag.ended_at is not None:
        raise Conflict(_("这个标记已经取消"))
    return tag


def end_tags(tags: QuerySet[CareTag], *, by: str, because: str, at: datetime) -> list[CareChanged]:
    """End all of these for one reason; gives what is to be announced. Two statements."""
    ending = list(tags.filter(ended_at=None).defer("reason"))
    rows = CareTag.objects.everywhere("those that were found").filter(pk__in=[tag.pk for tag in ending])
    rows.update(ended_at=at, ended_by=by, ended_because=because)
    return [care_changed(tag, "ended") for tag in ending]


def care_changed(tag: CareTag, change: str) -> CareChanged:
    """What is announced of a tag."""
    return CareChanged(tag_id=tag.pk, town_id=tag.town_id, area_path=tag.area_path, kind=tag.kind, change=change)


def _tell(tag: CareTag, change: str, alongside: Sequence[Sequence[Model]] = (), *, at: datetime) -> None:
    """Announce what happened to a tag; phones show that there is one, so they hear of its beginning and end."""
    outbox.publish(care_changed(tag, change), at=at, alongside=alongside)
    if change in ("proposed", "agreed", "ended"):
        carry(
            household_ids=[tag.household_id] if tag.household_id else [],
            person_ids=[tag.person_id] if tag.person_id else [],
            at=at,
        )
