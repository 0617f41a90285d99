"""队伍构成: how many, of which kind, from where, able to do what; whose training still holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import rules_of
from wangge.core.teams.models import TrainingRecord
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.teams import Training

from .facts import NOTHING, Facts, Known, Member, known_of_members


@dataclass(frozen=True)
class TrainingShare:
    """How many of those who should have a training have one that holds."""

    code: str
    label: str
    wanted: int
    valid: int
    run_out: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.valid, self.wanted) if self.wanted else None


@dataclass(frozen=True)
class Composition:
    """Members of grids and micro-grids; each total adds up to `members`."""

    members: int
    party: int
    employment: Mapping[str, int]  # by EmploymentKind
    backgrounds: Mapping[str, int]  # by the label of the first one; they add up
    all_backgrounds: Mapping[str, int]  # by label, whoever has several counted in each
    skills: Mapping[str, int]
    trainings: tuple[TrainingShare, ...]


def composition(*, scope: Scope, on: date, path: str = "") -> Composition:
    """What the members of the grids in a scope are (队伍构成); three statements."""
    facts = Facts(Scope((path,)) if path else scope, on)
    rows = [one for one in facts.members if _employment(one, facts) is not None]
    known = [(one, facts.known.get(one.member_id, NOTHING)) for one in rows]
    return Composition(
        members=len(rows),
        party=sum(_is_party(facts, one) for one in rows),
        employment=Counter(kind for one in rows if (kind := _employment(one, facts))),
        backgrounds=Counter(_background(one, about.main_background) for one, about in known),
        all_backgrounds=Counter(_background(one, code) for one, about in known for code in about.backgrounds),
        skills=Counter(_skill(one, code) for one, about in known for code in about.skills),
        trainings=tuple(_trainings(facts)),
    )


def _employment(one: Member, facts: Facts) -> str | None:
    """A member's own kind, else the post's; None for a post that is no part of a grid team."""
    rules = rules_of(areas_in_memory().place_of(one.area_id))
    usual = rules.teams.employment_of(one.post_kind) if rules else None
    return None if usual is None else facts.known.get(one.member_id, NOTHING).employment or usual


def _is_party(facts: Facts, one: Member) -> bool:
    rules = rules_of(areas_in_memory().place_of(one.area_id))
    return rules is not None and facts.is_party(one, rules)


def _background(one: Member, code: str) -> str:
    rules = rules_of(areas_in_memory().place_of(one.area_id))
    try:
        return rules.teams.background(code).label if rules and code else _("没有登记")
    except UnknownCode:
        return code


def _skill(one: Member, code: str) -> str:
    rules = rules_of(areas_in_memory().place_of(one.area_id))
    try:
        return rules.teams.skill(code).label if rules else code
    except UnknownCode:
        return code


def _trainings(facts: Facts) -> list[TrainingShare]:
    found: dict[str, TrainingShare] = {}
    for place, rules in facts.places.items():
        index = areas_in_memory()
        for training in rules.teams.trainings:
            wanted = [one for one in facts.holders(training.posts) if index.place_of(one.area_id) == place]
            share = _share(facts, training, wanted)
            before = found.get(training.code, TrainingShare(training.code, training.label, 0, 0, 0))
            found[training.code] = TrainingShare(
                training.code, training.label, before.wanted + share.wanted, before.valid + share.valid,
                before.run_out + share.run_out,
            )  # fmt: skip
    return list(found.values())


def _share(facts: Facts, training: Training, wanted: list[Member]) -> TrainingShare:
    ends = [facts.trained_until.get((one.member_id, training.code)) for one in wanted]
    valid = sum(until is not None and until >= facts.on for until in ends)
    run_out = sum(until is not None and until < facts.on for until in ends)
    return TrainingShare(training.code, training.label, len(wanted), valid, run_out)


@dataclass(frozen=True)
class TrainingRow:
    """A training somebody went through."""

    training: str
    held_on: date
    valid_until: date | None
    hours: int
    note: str
    holds: bool


def trainings_of(*, scope: Scope, member_id: UUID, on: date) -> list[TrainingRow]:
    """The trainings of one member of a scope, the newest first; one statement."""
    rows = TrainingRecord.objects.within(scope).filter(member_id=member_id).order_by("-held_on", "-id")
    return [
        TrainingRow(
            row.training, row.held_on, row.valid_until, row.hours, row.note,
            row.valid_until is None or row.valid_until >= on,
        )
        for row in rows
    ]  # fmt: skip


def known_of(*, scope: Scope, member_id: UUID) -> Known:
    """What is known of one member of a scope; one statement."""
    return known_of_members(scope=scope, member_id=member_id).get(member_id, NOTHING)
