"""Who answers first for each of many areas: one name each."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.labels import everyone_in_post, rules_of

LAST = 10_000  # a post the rules no longer name
Named = tuple[UUID | None, str]  # the account, where there is one, and the name


def helpers_of_areas(*, area_ids: Sequence[UUID], on: date) -> dict[UUID, Named]:
    """Whoever holds the first post of each area, else of the nearest area above; at most one statement."""
    index = areas_in_memory()
    chains = {area: [row.id for row in reversed(index.above(area))] for area in area_ids}
    around = {area for chain in chains.values() for area in chain}
    if not around:
        return {}
    rows = everyone_in_post(on=on, reason="who answers for named areas").filter(area_id__in=around)
    names = ("area_id", "place", "post_kind", "account_id", "person_name")
    ranks: dict[str, dict[str, int]] = {}
    first: dict[UUID, tuple[int, Named]] = {}
    for area, place, post, account, name in rows.order_by("starts_on", "id").values_list(*names):
        rank = ranks.setdefault(place, _ranks(place)).get(post, LAST)
        if area not in first or rank < first[area][0]:
            first[area] = (rank, (account, name))
    found = ((area, next((first[one][1] for one in chain if one in first), None)) for area, chain in chains.items())
    return {area: named for area, named in found if named is not None}


def _ranks(place: str) -> dict[str, int]:
    rules = rules_of(place)
    return {} if rules is None else {post.code: number for number, post in enumerate(rules.posts.kinds)}
