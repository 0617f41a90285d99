"""组织检查: what the rules of each place ask of its organisation, and where it is not so on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.core.areas.memory import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import post_label
from wangge.ground.rulebook.schema.teams import CheckKind, OrganisationCheck

from .checking import CHECKS, Checking, Found, Mend
from .facts import Facts


@dataclass(frozen=True)
class Breach:
    """One thing that is not as it should be, who puts it right, and where."""

    place: str
    check: str
    check_label: str
    kind: CheckKind
    area_id: UUID
    area_path: str
    area_name: str
    subject: str  # a person, a place, a post; "" where it is the area itself
    words: str
    needed: int | None
    held: int | None
    mend: Mend
    mend_id: str
    mender_label: str
    menders: tuple[str, ...]  # names; empty: nobody is in that post


@dataclass(frozen=True)
class CheckedBy:
    """One check of one place: how many things were looked at, how many are not right."""

    place: str
    check: str
    label: str
    kind: CheckKind
    checked: int
    broken: int


@dataclass(frozen=True)
class Review:
    """All checks of a scope on a day."""

    checks: tuple[CheckedBy, ...]
    breaches: tuple[Breach, ...]


def review(*, scope: Scope, on: date) -> Review:
    """Check the organisation of a scope (组织检查), by check in the order of the rules, then by area.

    As many statements as there are kinds of facts the checks read, at any size.
    """
    facts = Facts(scope, on)
    checks: list[CheckedBy] = []
    breaches: list[Breach] = []
    for place, rules in facts.places.items():
        for check in rules.teams.checks:
            checked, found = CHECKS[check.kind](Checking(facts, check, rules))
            checks.append(CheckedBy(place, check.code, check.label, check.kind, checked, len(found)))
            in_order = sorted(found, key=lambda one: (one.area.path, one.subject))
            breaches += [_breach(facts, place, check, one) for one in in_order]
    return Review(tuple(checks), tuple(breaches))


def breaches(*, scope: Scope, on: date) -> tuple[Breach, ...]:
    """Where the organisation of a scope is not as its rules ask, with who must mend each (组织检查)."""
    return review(scope=scope, on=on).breaches


def _breach(facts: Facts, place: str, check: OrganisationCheck, one: Found) -> Breach:
    return Breach(
        place=place,
        check=check.code,
        check_label=check.label,
        kind=check.kind,
        area_id=one.area.id,
        area_path=one.area.path,
        area_name=one.area.name,
        subject=one.subject,
        words=one.words,
        needed=one.needed,
        held=one.held,
        mend=one.mend,
        mend_id="" if one.mend_id is None else str(one.mend_id),
        mender_label=post_label(place, check.mender),
        menders=_menders(facts, check.mender, one.area),
    )


def _menders(facts: Facts, post: str, area: AreaRow) -> tuple[str, ...]:
    """Whoever holds the post at the area, else at the nearest one above."""
    chain = areas_in_memory().above(area.id)[::-1]
    return tuple(next((found for row in chain if (found := facts.names_by_post.get((post, row.path)))), ()))
