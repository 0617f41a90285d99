"""What of a case is compared with others: its pairs, its title's, the places its title names, its community."""

import re
from collections.abc import Iterable

from wangge.core.cases.models import Case, CaseWords
from wangge.ground.engines.likeness import Wording, signature
from wangge.ground.engines.naming import place_stems
from wangge.ground.foundation.text import bigrams, only_pairs, pairs_of

COMMUNITY = re.compile(r"/\d+/(?:\d+/(?:G\d+/)?(?:\d+/)?)?")


def community_of(area_path: str) -> str:
    """The path of the village or community an area lies in; of higher areas their own."""
    found = COMMUNITY.match(area_path)
    return found[0] if found else area_path


def words_of(case: Case) -> CaseWords:
    """The row by which a case is found again; not saved."""
    grams = bigrams(f"{case.title}\n{case.body}\n{case.where_words}")
    return CaseWords(
        case_id=case.pk,
        town_id=case.town_id,
        community=community_of(case.area_path),
        reported_at=case.reported_at,
        signature=signature(only_pairs(grams)),
        pairs=grams,
    )


def wording_of(*, title: str, where: str, pairs: Iterable[int]) -> Wording:
    """A case as it is compared; `pairs` are those of its whole text."""
    names = (*place_stems(title), *place_stems(where))
    return Wording(frozenset(pairs), pairs_of(title), tuple(pairs_of(name) for name in names))
