"""Earlier cases of the same caller, and open or recent ones that may be the same matter. Suggestions only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case, CaseAsker
from wangge.ground.foundation.crypto import blind_index
from wangge.ground.foundation.text import bigrams

LOOK_BACK = timedelta(days=90)
LOOKED_AT = 300
ALIKE_ENOUGH = 0.25
SHOWN = 5


@dataclass(frozen=True)
class EarlierCase:
    """A case that may be worth a look; `alike` is the shared part of the character pairs, 0…1."""

    id: UUID
    number: str
    title: str
    state: str
    reported_at: datetime
    alike: float


def earlier_cases_of(*, scope: Scope, phone: str, limit: int = SHOWN) -> list[EarlierCase]:
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


def earlier_cases_of_asker(*, scope: Scope, case_id: UUID, limit: int = SHOWN) -> list[EarlierCase]:
    """What the asker of a case reported by the same telephone before or since, newest first; one statement."""
    own = CaseAsker.objects.filter(case_id=case_id, is_confidential=False, phone_index__isnull=False)
    same = CaseAsker.objects.filter(phone_index__in=own.values("phone_index"), is_confidential=False)
    rows = Case.objects.within(scope).filter(pk__in=same.values("case_id")).exclude(pk=case_id)
    values = rows.order_by("-reported_at", "-id").values_list("id", "number", "title", "state", "reported_at")
    return [EarlierCase(*v, alike=0.0) for v in values[:limit]]


def likely_repeats(
    *, scope: Scope, area_path: str, text: str, at: datetime, but_not: UUID | None = None
) -> list[EarlierCase]:
    """Cases of the same area in the last 90 days whose words are alike, most alike first; one statement."""
    own = set(bigrams(text))
    if len(own) < 4:
        return []
    rows = (
        Case.objects.within(scope)
        .filter(area_path__startswith=area_path, reported_at__gte=at - LOOK_BACK, indexed_words__isnull=False)
        .exclude(pk__in=[but_not] if but_not else [])
        .order_by("-reported_at", "-id")
        .values_list("id", "number", "title", "state", "reported_at", "indexed_words__pairs")[:LOOKED_AT]
    )
    found = []
    for pk, number, title, state, reported_at, pairs in rows:
        alike = len(own.intersection(pairs)) / max(1, min(len(own), len(pairs)))
        if alike >= ALIKE_ENOUGH:
            found.append(EarlierCase(pk, number, title, state, reported_at, round(alike, 2)))
    return sorted(found, key=lambda e: -e.alike)[:SHOWN]
