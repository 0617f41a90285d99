"""What of a case is compared with others: its pairs, its title's, the places its title names, its community."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from wangge.core.cases.models import Case
from wangge.ground.engines.likeness import Wording, signature
from wangge.ground.engines.naming import place_stems
from wangge.ground.foundation.text import bigrams, only_pairs, pairs_of

COMMUNITY = re.compile(r"/\d+/(?:\d+/(?:G\d+/)?(?:\d+/)?)?")


def community_of(area_path: str) -> str:
    """The path of the village or community an area lies in; of higher areas their own."""
    found = COMMUNITY.match(area_path)
    return found[0] if found else area_path


COLUMNS = "case_id, town_id, community, reported_at, signature, pairs"
KEEP = f"INSERT INTO cases_words ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608  # marks


def words_of(case: Case) -> tuple[UUID, UUID, str, datetime, str, list[int]]:
    """What is kept of a case's text to find it again, in the order of COLUMNS."""
    grams = bigrams(f"{case.title}\n{case.body}\n{case.where_words}")
    bits = signature(only_pairs(grams))
    return case.pk, case.town_id, community_of(case.area_path), case.reported_at, bits, grams


def keep_words(cases: Iterable[Case]) -> None:
    """Keep them, past the mapper, which takes longer over an array than all the rest; rows there already stay."""
    rows = [words_of(case) for case in cases]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, rows)


def wording_of(*, title: str, where: str, pairs: Iterable[int]) -> Wording:
    """A case as it is compared; `pairs` are those of its whole text."""
    names = (*place_stems(title), *place_stems(where))
    return Wording(frozenset(pairs), pairs_of(title), tuple(pairs_of(name) for name in names))
