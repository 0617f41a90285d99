"""Persons of an area one after another: by age, narrowed to a way of living, an age, a kind of care."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wangge.core.people.lifecycle import ResidenceKind
from wangge.core.people.models import LIVE, CareTag, Person, Residence
from wangge.core.people.second_line import scoped

from .first_rows import Order, next_ids
from .grids import CHILD, ELDER, OLD
from .households import scope_of_care
from .search import PersonHit, hits
from .sight import Sight

Ages = Literal["", "elder", "old", "child"]
AgeKey = tuple[int | None, UUID]
HERE = "r.died_on IS NULL AND r.left_on IS NULL AND r.merged_into_id IS NULL AND r.erased_at IS NULL"
OLDEST_FIRST = Order("people_person", "birth_year", HERE, may_be_null=True)
YOUNGEST_FIRST = Order("people_person", "birth_year", HERE, may_be_null=True, is_descending=True)
SIGNS = {"lte": "<=", "gt": ">"}


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
        died_on=None, left_on=None, merged_into=None, erased_at=None
    )
    born = _born(where.ages, year)
    if where.kind in ResidenceKind.values or where.care:
        rows = _narrowed(rows, sight, path, where).filter(**{f"birth_year__{sign}": bound for sign, bound in born})
        if after is not None:
            rows = rows.filter(_behind(after, youngest_first=where.youngest_first))
    else:
        of_age = "".join(f" AND r.birth_year {SIGNS[sign]} %s" for sign, _bound in born)
        rows = rows.filter(
            pk__in=next_ids(
                YOUNGEST_FIRST if where.youngest_first else OLDEST_FIRST, sight=sight, path=path, after=after,
                size=size + 1, where=of_age, values=tuple(bound for _sign, bound in born),
            )
        )  # fmt: skip
    by_age = F("birth_year")
    sorting = (by_age.desc(nulls_last=True), "-id") if where.youngest_first else (by_age.asc(nulls_last=True), "id")
    found = list(rows.order_by(*sorting)[: size + 1])
    kept = found[:size]
    more = (kept[-1].birth_year, kept[-1].pk) if len(found) > size else None
    return PersonPage(tuple(hits(sight, kept)), more)


def _narrowed(rows: QuerySet[Person], sight: Sight, path: str, where: PersonFilter) -> QuerySet[Person]:
    rows = rows.filter(area__in=sight.areas(path))
    if where.kind in ResidenceKind.values:
        living = Residence.objects.within(sight.scope).filter(LIVE, kind=where.kind)
        rows = rows.filter(pk__in=living.values("person_id"))
    if where.care:
        tags = CareTag.objects.within(scope_of_care(sight, path, where.care)).filter(
            kind=where.care, ended_at=None, agreed_at__isnull=False, person__isnull=False
        )
        rows = rows.filter(pk__in=tags.values("person_id"))
    return rows


def _born(ages: Ages, year: int) -> list[tuple[str, int]]:
    """Until which year, or after which, somebody of this age was born."""
    known = {"elder": ("lte", year - ELDER), "old": ("lte", year - OLD), "child": ("gt", year - CHILD)}
    return [known[ages]] if ages else []


def _behind(after: AgeKey, *, youngest_first: bool) -> Q:
    """Those without a year of birth come last, whichever way the list goes."""
    year, pk = after
    next_one = Q(pk__lt=pk) if youngest_first else Q(pk__gt=pk)
    if year is None:
        return Q(next_one, birth_year=None)
    later = Q(birth_year__lt=year) if youngest_first else Q(birth_year__gt=year)
    return later | Q(next_one, birth_year=year) | Q(birth_year=None)
