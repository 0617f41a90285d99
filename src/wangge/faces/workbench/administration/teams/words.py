"""What the rules of a place call things of the teams, for choices and filters."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.places.queries import places_in_force
from wangge.core.teams.units import units
from wangge.faces.workbench.labels import rules_at
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.duty import Rota

NATURES: Mapping[str, str | Promise] = {
    "party": _("党组织"),
    "committee": _("村（居）委会"),
    "centre": _("指挥中心"),
    "department": _("内设机构"),
    "station": _("站所"),
    "association": _("协会、社团"),
    "grid_team": _("网格队伍"),
}


def rules_within(scope: Scope) -> list[Rulebook]:
    """The rules that hold in a scope, or in the areas of its units."""
    index, found = areas_in_memory(), places_in_force()
    ids = [row.id for row in index.rows if row.place and scope.covers(row.path)]
    ids += [index.by_path[root].id for root in scope.roots if root in index.by_path]
    ids += [units().by_id[unit].area_id for unit in scope.units if unit in units().by_id]
    places = dict.fromkeys(index.place_of(area_id) for area_id in ids)
    return [found[place].rules for place in places if place in found]


def unit_kinds(scope: Scope) -> list[tuple[str, str]]:
    """The kinds of unit to choose from."""
    return _named((kind.code, kind.label) for rules in rules_within(scope) for kind in rules.units.kinds)


def post_kinds(scope: Scope) -> list[tuple[str, str]]:
    """The posts to choose from."""
    return _named((post.code, post.label) for rules in rules_within(scope) for post in rules.posts.kinds)


def _named(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for code, label in pairs:
        found.setdefault(code, label)
    return list(found.items())


def rotas_of(area_id: UUID) -> tuple[Rota, ...]:
    """The rotas that the rules of an area know."""
    rules = rules_at(area_id)
    return rules.duty.rotas if rules else ()
