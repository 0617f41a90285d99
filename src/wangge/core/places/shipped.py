"""The rules that come with the program, compared with those in force: an upgrade brings newer ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wangge.ground.rulebook.document import Change, diff
from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook

from .models import RulebookVersion
from .operations import apply_rulebook
from .queries import places_in_force

SHIPPED = "随程序提供"


@dataclass(frozen=True)
class NewerRules:
    """What came with the program differs from what is in force in a place."""

    rules: Rulebook
    number: int  # of the version in force
    is_untouched: bool  # that one came with the program, too: nothing of the place's own is lost
    changes: tuple[Change, ...]
    permissions: Mapping[str, tuple[str, ...]]  # by the label of a role: what it may do only by the newer rules


def newer_rules() -> list[NewerRules]:
    """The places in force whose shipped rules differ, by code. Raises RulebookFaults."""
    rows = RulebookVersion.objects.order_by("place", "-number").distinct("place")
    untouched = dict(rows.values_list("place", "is_shipped"))
    found = []
    for code, current in sorted(places_in_force().items()):
        folder = shipped_places().get(code)
        rules = load(folder) if folder else None
        changes = tuple(diff(current.rules, rules)) if rules else ()
        if rules and changes:
            new = NewerRules(rules, current.number, untouched[code], changes, _permissions(current.rules, rules))
            found.append(new)
    return found


def _permissions(old: Rulebook, new: Rulebook) -> dict[str, tuple[str, ...]]:
    held = {role.code: set(role.permissions) for role in old.roles}
    added = {
        role.label: tuple(one for one in role.permissions if one not in held.get(role.code, set()))
        for role in new.roles
    }
    return {label: some for label, some in added.items() if some}


def take_up(*, newer: NewerRules, applied_by: str, at: datetime) -> RulebookVersion:
    """Put newer shipped rules in force as the next version. Raises Conflict where somebody did so meanwhile."""
    return apply_rulebook(rulebook=newer.rules, applied_by=applied_by, note=SHIPPED, is_shipped=True, at=at)
