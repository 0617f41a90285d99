"""Who may already be registered: by the document, else by the sound of the name, the year of birth and the door."""

from uuid import UUID

from wangge.core.people.lifecycle import LIVING
from wangge.core.people.models import LIVE, Person, Residence
from wangge.core.people.searching import document_index, term
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.identity import tidy_number
from wangge.ground.foundation.text import fold, name_initials

from .search import PersonHit, hits, with_terms
from .sight import Sight

NEAR = 10


@scoped
def likely_same(
    *,
    sight: Sight,
    town_id: UUID,
    name: str,
    document: str = "",
    birth_year: int | None = None,
    dwelling_id: UUID | None = None,
    but_not: UUID | None = None,
) -> list[PersonHit]:
    """Persons of a town who may be this one, the surest first; at most five statements.

    A document decides alone. Else names that sound alike (the same initials), born within a year of it, and where a
    door is given, living there.
    """
    rows = Person.objects.within(sight.scope).filter(town_id=town_id, merged_into=None, erased_at=None)
    if but_not is not None:
        rows = rows.exclude(pk=but_not)
    number = tidy_number(document)
    if number:
        same = list(rows.filter(document_index=document_index(number))[:NEAR])
        if same:
            return hits(sight, same)
    letters = name_initials(name)
    if len(letters) < 2:
        return []
    rows = rows.filter(pk__in=with_terms([(town_id, [term(town_id, f"i:{letters}")])]))
    if birth_year is not None:
        rows = rows.filter(birth_year__range=(birth_year - 1, birth_year + 1))
    if dwelling_id is not None:
        living = Residence.objects.within(sight.scope).filter(LIVE, dwelling_id=dwelling_id, kind__in=LIVING)
        rows = rows.filter(pk__in=living.values("person_id"))
    found = sorted(rows.order_by("id")[:NEAR], key=lambda row: fold(row.name) != fold(name))
    return hits(sight, found)
