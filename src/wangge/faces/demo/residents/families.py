"""Families that do not exist: who lives together, how old each is, what they are called. Nobody is meant."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wangge.core.people.lifecycle import ResidenceKind, Role, Sex
from wangge.core.people.persons import NewPerson
from wangge.faces.demo.names import GIVEN, SURNAMES
from wangge.faces.demo.shares import shares

GENERATION = (22, 32)  # years between parents and children
OLD = 60
SIZES = (0.12, 0.22, 0.24, 0.2, 0.14, 0.08)  # how often a household has one person, two, three …
BOTH = (ResidenceKind.LIVES, ResidenceKind.REGISTERED)


@dataclass(frozen=True)
class Family:
    """One household: its persons, the head first."""

    persons: tuple[NewPerson, ...]
    lives_alone_old: bool


def sizes_of(households: int, persons: int, rng: random.Random) -> list[int]:
    """How many live in each household; they add up."""
    weights = [float(rng.choices(range(len(SIZES)), SIZES)[0]) + 0.05 for _one in range(households)]
    return shares(persons, weights, least=1)


class Families:
    """Families of a place, one after the other; the same seed gives the same ones."""

    def __init__(self, place: str, *, on: date, rng: random.Random) -> None:
        self._given, self._year, self._rng = GIVEN[place], on.year, rng

    def next(self, size: int, *, phone: str = "") -> Family:
        """A family of so many: a couple, their parents and children as they fit."""
        rng = self._rng
        head_age = rng.randint(OLD, 88) if size == 1 and rng.random() < 0.6 else rng.randint(26, 64)
        surname = rng.choice(SURNAMES)
        head_sex = Sex.MALE if rng.random() < 0.7 else Sex.FEMALE
        head = self._person(surname, Role.HEAD, head_age, head_sex, phone)
        others = [self._relative(role, surname, head_age, head_sex) for role in self._roles(size - 1, head_age)]
        return Family((head, *others), size == 1 and head_age >= OLD)

    def _roles(self, count: int, head_age: int) -> Sequence[Role]:
        if not count:
            return ()
        found = [Role.SPOUSE]
        younger = [Role.CHILD] * 3 if head_age < 50 else [Role.CHILD, Role.CHILD_IN_LAW, *[Role.GRANDCHILD] * 4]
        older = [Role.PARENT] * 2 if head_age < 62 else []
        while len(found) < count:
            line = older if older and self._rng.random() < 0.35 else younger
            found.append(line.pop(0) if line else Role.RELATIVE)
        return found[:count]

    def _relative(self, role: Role, surname: str, head_age: int, head_sex: str) -> NewPerson:
        rng, apart = self._rng, self._rng.randint(*GENERATION)
        age = {
            Role.SPOUSE: head_age + rng.randint(-5, 4),
            Role.CHILD: head_age - apart,
            Role.CHILD_IN_LAW: head_age - apart,
            Role.GRANDCHILD: max(1, head_age - 2 * apart),
            Role.PARENT: min(99, head_age + apart),
        }.get(role, head_age + rng.randint(-12, 12))
        other = Sex.FEMALE if head_sex == Sex.MALE else Sex.MALE
        sex = other if role == Role.SPOUSE else rng.choice((Sex.MALE, Sex.FEMALE))
        is_kin = role in (Role.CHILD, Role.GRANDCHILD) or (role == Role.PARENT and sex == Sex.MALE)
        return self._person(surname if is_kin else rng.choice(SURNAMES), role, max(0, age), sex)

    def _person(self, surname: str, role: Role, age: int, sex: str, phone: str = "") -> NewPerson:
        rng = self._rng
        name = f"{surname}{rng.choice(self._given)[0]}{rng.choice(self._given)[1]}"
        born_on = date(self._year - 1 - age, rng.randint(1, 12), rng.randint(1, 28))
        return NewPerson(name=name, born_on=born_on, sex=sex, phone=phone, role=role, kinds=BOTH)
