"""Persons of an area one after another: by age, narrowed to a way of living, an age, a kind of care."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wangge.core.people.lifecycle import ResidenceKind
from wangge.core.people.models import LIVE, CareTag, Person, Residence
from wangge.core.people.second_line import scoped

from .grids import CHILD, ELDER, OLD
from .households import scope_of_care
from .search import PersonHit, hits
from .sight import Sight

Ages = Literal["", "elder", "old", "child"]
AgeKey = tuple[int | None, UUID]


@dataclass(frozen=True)
class PersonFilter:
    """What a list of persons is narrowed to; an empty field narrows nothing."""

    ages: Ages = ""
    kind: str = ""  # in what way they belong to a dwelling: a ResidenceKind
    care: str = ""
    youngest_first: bool = False


@dataclass(frozen=True)
class PersonPage:
    """A page of the list; `after` is the key of the next, None on the last."""

    rows: tuple[PersonHit, ...]
    after: AgeKey | None


@scoped
def residents(
    *, sight: Sight, path: str, where: PersonFilter, year: int, after: AgeKey | None = None, size: int = 50
) -> PersonPage:
    """Who is here under an area, by year of birth; three statements at any size. `year` is the present one."""
    rows: QuerySet[Person] = Person.objects.within(sight.scope).filter(
        area__in=sight.areas(path), died_on=None, left_on=None, merged_into=None, erased_at=None
    )
    rows = _of_age(rows, where.ages, year)
    if where.kind in ResidenceKind.values:
        living = Residence.objects.within(sight.scope).filter(LIVE, kind=where.kind)
        rows = rows.filter(pk__in=living.values("person_id"))
    if where.care:
        tags = CareTag.objects.within(scope_of_care(sight, path, where.care)).filter(
            kind=where.care, ended_at=None, agreed_at__isnull=False, person__isnull=False
        )
        rows = rows.filter(pk__in=tags.values("person_id"))
    if after is not None:
        rows = rows.filter(_behind(after, youngest_first=where.youngest_first))
    born = F("birth_year")
    order = born.desc(nulls_last=True) if where.youngest_first else born.asc(nulls_last=True)
    found = list(rows.order_by(order, "id")[: size + 1])
    kept = found[:size]
    more = (kept[-1].birth_year, kept[-1].pk) if len(found) > size else None
    return PersonPage(tuple(hits(sight, kept)), more)


def _of_age(rows: QuerySet[Person], ages: str, year: int) -> QuerySet[Person]:
    if ages == "elder":
        return rows.filter(birth_year__lte=year - ELDER)
    if ages == "old":
        return rows.filter(birth_year__lte=year - OLD)
    return rows.filter(birth_year__gt=year - CHILD) if ages == "child" else rows


def _behind(after: AgeKey, *, youngest_first: bool) -> Q:
    """Those without a year of birth come last, whichever way the list goes."""
    year, pk = after
    if year is None:
        return Q(birth_year=None, pk__gt=pk)
    later = Q(birth_year__lt=year) if youngest_first else Q(birth_year__gt=year)
    return later | Q(birth_year=year, pk__gt=pk) | Q(birth_year=None)
