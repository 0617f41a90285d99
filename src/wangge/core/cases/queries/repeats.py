"""Earlier cases of the same caller, and cases that may be the same matter. Suggestions only: nothing is merged here.

Two ways find them: the nearest of the same community within 90 days by the bits of their pairs, and the nearest of all
towns of the scope by the rarest pairs; those found are then compared exactly. `OPERATOR(pg_catalog.&&)` is written out
because the extension intarray, where somebody has it, brings another `&&` that the index does not know.
"""

from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case, CaseAsker, PairCount
from wangge.core.cases.texts import title_of
from wangge.core.cases.wording import community_of, wording_of
from wangge.core.teams.units import units
from wangge.ground.engines.hot import LINKED, WITHIN
from wangge.ground.engines.likeness import Grams, Rarity, Wording, alike_in_words, place_gate, signature
from wangge.ground.foundation.crypto import blind_index
from wangge.ground.foundation.text import only_pairs, pairs_of

EARLIER = 5
SHOWN = 10
NEAREST = 20
RAREST, POSTINGS = 8, 600
COMPARED = 20
FEWEST = 4
FOUND = (
    "id", "number", "title", "state", "reported_at", "area_path", "where_words", "indexed_words__pairs",
)  # fmt: skip

NEAR = """
 SELECT case_id, bit_count(signature & %s::bit(512)) / sqrt(bit_count(signature) + 40) AS by_title,
  bit_count(signature & %s::bit(512))::float / bit_count(signature | %s::bit(512)) AS by_whole
 FROM cases_words WHERE community = %s AND reported_at BETWEEN %s AND %s"""
FAR = """
 SELECT case_id FROM cases_words WHERE pairs OPERATOR(pg_catalog.&&) %s::int[] AND {towns}
 ORDER BY bit_count(signature & %s::bit(512))::float / bit_count(signature | %s::bit(512)) DESC LIMIT %s"""
BOTH = """
 WITH near AS MATERIALIZED ({near}), far AS ({far})
 (SELECT case_id FROM near ORDER BY by_title DESC LIMIT %s) UNION
 (SELECT case_id FROM near ORDER BY by_whole DESC LIMIT %s) UNION SELECT case_id FROM far"""


@dataclass(frozen=True)
class EarlierCase:
    """A case that may be worth a look; `alike` says how alike it is, 0…1."""

    id: UUID
    number: str
    title: str
    state: str
    reported_at: datetime
    alike: float


def earlier_cases_of(*, scope: Scope, phone: str, limit: int = EARLIER) -> list[EarlierCase]:
    """What the same telephone number reported before, newest first; one statement by keyed hash."""
    digits = "".join(c for c in phone if c.isdigit())
    if len(digits) < 5:
        return []
    same = CaseAsker.objects.filter(
        phone_index=blind_index(digits, purpose="cases.phone"), is_confidential=False
    ).values("case_id")
    rows = Case.objects.within(scope).filter(pk__in=same).order_by("-reported_at", "-id")
    return [
        EarlierCase(*v, alike=0.0) for v in rows.values_list("id", "number", "title", "state", "reported_at")[:limit]
    ]


def earlier_cases_of_asker(*, scope: Scope, case_id: UUID, limit: int = EARLIER) -> list[EarlierCase]:
    """What the asker of a case reported by the same telephone before or since, newest first; one statement."""
    own = CaseAsker.objects.filter(case_id=case_id, is_confidential=False, phone_index__isnull=False)
    same = CaseAsker.objects.filter(phone_index__in=own.values("phone_index"), is_confidential=False)
    rows = Case.objects.within(scope).filter(pk__in=same.values("case_id")).exclude(pk=case_id)
    values = rows.order_by("-reported_at", "-id").values_list("id", "number", "title", "state", "reported_at")
    return [EarlierCase(*v, alike=0.0) for v in values[:limit]]


def likely_repeats(
    *, scope: Scope, area_path: str, text: str, at: datetime, but_not: UUID | None = None, limit: int = SHOWN
) -> list[EarlierCase]:
    """Cases of the scope that may be the same matter, most alike first; two statements.

    Of the community of `area_path` those within 90 days of `at`, of everywhere else those with the same rare words.
    """
    one = wording_of(title=title_of(given="", body=text), where="", pairs=pairs_of(text))
    towns = None if "/" in scope.roots else towns_of(scope)
    found = compare(one, scope=scope, towns=towns, area_path=area_path, at=at, but_not=but_not)
    return [row.case for row in found if row.case.alike >= LINKED][:limit]


@dataclass(frozen=True)
class Compared:
    """One found case and where it lies."""

    case: EarlierCase
    area_path: str


def compare(
    one: Wording, *, scope: Scope, towns: list[UUID] | None, area_path: str, at: datetime, but_not: UUID | None = None
) -> list[Compared]:
    """The nearest cases with their likeness, most alike first; two statements."""
    if len(one.whole) < FEWEST:
        return []
    rarity = rarity_of(one)
    community = community_of(area_path)
    sql, values = _nearest(one, rarity, towns=towns, community=community, at=at)
    rows = Case.objects.within(scope).filter(pk__in=RawSQL(sql, values))  # noqa: S611  # only marks in the statement
    if but_not is not None:
        rows = rows.exclude(pk=but_not)
    found = []
    for (pk, number, name, state, reported_at, path, where, _pairs), whole in _closest(one, rarity, rows):
        alike = _alike(one, rarity, name, where, whole, path, community)
        found.append(Compared(EarlierCase(pk, number, name, state, reported_at, round(alike, 3)), path))
    return sorted(found, key=lambda row: (-row.case.alike, row.case.number))


def _closest(one: Wording, rarity: Rarity, rows: QuerySet[Case]) -> list[tuple[Any, Grams]]:
    """The rows that share the most, with their pairs; reading the names of places in all of them would take long."""
    read = [(row, only_pairs(row[-1])) for row in rows.values_list(*FOUND)]
    return nlargest(COMPARED, read, key=lambda r: rarity.weight(one.whole & r[1]) / (len(r[1]) + 1) ** 0.5)


def rarity_of(one: Wording) -> Rarity:
    """How rare the pairs of a text are, as counted last night; one statement."""
    counts = dict(PairCount.objects.filter(pair__in=[*one.whole, 0]).values_list("pair", "cases"))
    return Rarity(one.whole, cases=counts.pop(0, 0), counts=counts)


def _alike(one: Wording, rarity: Rarity, title: str, where: str, whole: Grams, area_path: str, community: str) -> float:
    """The likeness; the places are looked at only where the words are alike, for reading names takes longest."""
    bare = Wording(whole, pairs_of(title))
    alike = alike_in_words(one, bare, rarity)
    if alike < LINKED / 2:
        return alike / 2
    same = community_of(area_path) == community if community.count("/") > 3 else None
    return alike * place_gate(one, wording_of(title=title, where=where, pairs=whole), rarity, same_place=same)


def _nearest(
    one: Wording, rarity: Rarity, *, towns: list[UUID] | None, community: str, at: datetime
) -> tuple[str, list[Any]]:
    """The statement that finds the nearest, and its values."""
    title, whole = signature(one.title), signature(one.whole)
    near = [title, whole, whole, community, at - WITHIN, at + WITHIN]
    far = [rarity.rarest(most=RAREST, postings=POSTINGS), *([] if towns is None else [towns])]
    inside = "true" if towns is None else "town_id = ANY(%s)"
    sql = BOTH.format(near=NEAR, far=FAR.format(towns=inside))
    return sql, [*near, *far, whole, whole, NEAREST, NEAREST, NEAREST]


def towns_of(scope: Scope) -> list[UUID]:
    """The towns that a scope reaches into, by its areas or by its units."""
    known = units().by_id
    roots = (*scope.roots, *(known[u].area_path for u in scope.units if u in known))
    towns = [row for row in areas_in_memory().rows if row.level == Level.TOWN]
    return [t.id for t in towns if any(t.path.startswith(root) or root.startswith(t.path) for root in roots)]
