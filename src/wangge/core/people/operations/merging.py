"""The same person registered twice: one stays, the other points to it; reversible like any event."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.doors import BROKEN, STRANGE, reached
from wangge.core.people.lifecycle import EventKind
from wangge.core.people.models import Person, RosterEvent
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal

from .households import area_of
from .living import let_go
from .recording import event_at, keep, told


@transaction.atomic
def merge_persons(
    *,
    actor: Actor,
    person_id: UUID,
    into_id: UUID,
    new_head_id: UUID | None = None,
    note: str = "",
    at: datetime,
) -> RosterEvent:
    """One of two registrations is the same person as the other (合并重复登记): it points there and holds nothing more.

    Who decides has seen both side by side. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=None, note=note)
    if person_id == into_id:
        raise Refusal(_("这是同一条登记"), field="into_id")
    twice, kept = (reached(actor, Person, pk, permission="people.decide") for pk in (person_id, into_id))
    if twice.town_id != kept.town_id:
        raise NotFound(STRANGE)
    if twice.merged_into_id is not None or kept.merged_into_id is not None:
        raise Conflict(_("这条登记已经合并过了"))
    record = event_at(EventKind.SAME_PERSON, said, area_of(kept), person_id=kept.pk)
    record.persons.add(twice.pk)
    let_go(record, actor, twice, new_head_id=new_head_id)
    record.was(twice)
    twice.merged_into, twice.left_on = kept, said.on
    with refusing(BROKEN):
        twice.save(update_fields=["merged_into", "left_on"])
        keep(record)
    return record.event
