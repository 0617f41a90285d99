"""A place's rules as one frozen object, and the questions the rest of the system asks of it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Protocol, TypeVar

from wangge.ground.rulebook.permissions import ADMIN_ROLES, Permission
from wangge.ground.rulebook.schema.base import Asker, Level, Strict, UnknownCode, is_at_or_above
from wangge.ground.rulebook.schema.categories import Category, chain
from wangge.ground.rulebook.schema.channels import Channel
from wangge.ground.rulebook.schema.clocks import ClockQuestion, Clocks, ClockSet
from wangge.ground.rulebook.schema.duty import Duty
from wangge.ground.rulebook.schema.grading import Grading
from wangge.ground.rulebook.schema.gridplans import GridPlans
from wangge.ground.rulebook.schema.limits import Limits
from wangge.ground.rulebook.schema.mediation import Mediation
from wangge.ground.rulebook.schema.people import People
from wangge.ground.rulebook.schema.place import LevelRule, Place
from wangge.ground.rulebook.schema.posts import PostKind, Posts
from wangge.ground.rulebook.schema.rating import Rating
from wangge.ground.rulebook.schema.rights import Rights
from wangge.ground.rulebook.schema.roles import Role
from wangge.ground.rulebook.schema.routing import DeskDuty, ReturnReason, Routing
from wangge.ground.rulebook.schema.teams import Teams
from wangge.ground.rulebook.schema.units import UnitKind, Units
from wangge.ground.rulebook.schema.visits import Visits
from wangge.ground.rulebook.schema.whistle import Whistle
from wangge.ground.rulebook.words import LABELS, chinese_ordinal


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


CodedT = TypeVar("CodedT", bound=_Coded)


class Rulebook(Strict):
    """All topics of one place. `load` has checked that they fit together; a stored version was checked when applied."""

    place: Place
    roles: tuple[Role, ...]
    units: Units
    posts: Posts
    channels: tuple[Channel, ...]
    categories: tuple[Category, ...]
    clocks: Clocks
    routing: Routing
    duty: Duty
    rating: Rating
    limits: Limits
    grading: Grading = Grading()
    rights: Rights = Rights()
    whistle: Whistle = Whistle()
    mediation: Mediation = Mediation()
    people: People = People()
    visits: Visits = Visits()
    teams: Teams = Teams()
    gridplans: GridPlans = GridPlans()

    @property
    def code(self) -> str:
        """The place's code (qingping)."""
        return self.place.code

    @property
    def levels(self) -> tuple[Level, ...]:
        """The place's levels from top to bottom."""
        return tuple(rule.level for rule in self.place.levels)

    def level_rule(self, level: Level) -> LevelRule:
        """What the place calls a level and what stands at it. Raises UnknownCode."""
        for rule in self.place.levels:
            if rule.level == level:
                return rule
        raise UnknownCode(f"{self.place.name}没有“{level}”这一级")

    def label(self, key: str) -> str:
        """The place's word for a fixed code (state.reported, word.promise). Raises UnknownCode."""
        if key not in LABELS:
            raise UnknownCode(f"没有“{key}”这个用语")
        return self.place.labels.get(key, LABELS[key])

    def grid_name(self, village: str, ordinal: int) -> str:
        """荣星村, 2 → 荣星村第二网格. Raises ValueError for an ordinal outside 1…9999."""
        return self.place.grid_name.replace("{ordinal}", chinese_ordinal(ordinal)).replace("{village}", village)

    def micro_name(self, grid: str, ordinal: int) -> str:
        """The usual name of a micro-grid. Raises UnknownCode where the place has none."""
        if self.place.micro_name is None:
            raise UnknownCode(f"{self.place.name}不设微网格")
        return self.place.micro_name.replace("{ordinal}", chinese_ordinal(ordinal)).replace("{grid}", grid)

    def channel(self, code: str) -> Channel:
        """Raises UnknownCode."""
        return _found(self._channels, code, "来源")

    def category(self, code: str) -> Category:
        """Raises UnknownCode."""
        return _found(self._categories, code, "类别")

    def kinds_within(self, domain: str) -> tuple[Category, ...]:
        """The categories under a domain, in the order of the file."""
        return tuple(category for category in self.categories if category.parent == domain)

    def role(self, code: str) -> Role:
        """Raises UnknownCode."""
        return _found(self._roles, code, "角色")

    def permissions_of(self, role: str) -> frozenset[Permission]:
        """What a role of the place, or one of the three administrators, may do. Raises UnknownCode."""
        if role in ADMIN_ROLES:
            return ADMIN_ROLES[role].permissions
        return frozenset(self.role(role).permissions)

    def post(self, code: str) -> PostKind:
        """Raises UnknownCode."""
        return _found(self._posts, code, "岗位")

    def deputy_of(self, post: str) -> PostKind | None:
        """The post whose holder acts while the holder of this one is absent (AB岗)."""
        for deputy in self.posts.deputies:
            if deputy.post == post:
                return self.post(deputy.by)
        return None

    def unit_kind(self, code: str) -> UnitKind:
        """Raises UnknownCode."""
        return _found(self._unit_kinds, code, "单位种类")

    def clock_rule(
        self, *, channel: str, category: str, urgency: str, asker: str = "person", grade: str = ""
    ) -> ClockSet:
        """The clocks of a case. Raises UnknownCode for a category the place does not know."""
        return self.clocks.resolve(
            ClockQuestion(channel, chain(self.category(category)), urgency=urgency, asker=asker, grade=grade)
        )

    def usual_asker(self, category: str) -> Asker:
        """Who matters of a category are from where the report does not say. Raises UnknownCode."""
        codes = chain(self.category(category))
        return next((found for code in codes if (found := self.category(code).asker)), "person")

    def first_grade(self, category: str) -> str:
        """The grade a new case of a category is given; "" where nothing is graded. Raises UnknownCode."""
        codes = chain(self.category(category))
        own = next((found for code in codes if (found := self.category(code).grade)), None)
        return own or self.grading.default or ""

    def intake_unit_kind(self, *, channel: str, category: str, level: Level) -> UnitKind:
        """The kind of unit that first owns a case placed on an area of `level`. Raises UnknownCode."""
        owner = self.routing.first_owner(channel=channel, categories=chain(self.category(category)), level=level)
        return self.unit_kind(owner)

    def desk(self, duty: DeskDuty, level: Level) -> UnitKind:
        """The lowest kind of unit at or above `level` that dispatches, verifies or answers."""
        desks = [self.unit_kind(desk.unit_kind) for desk in self.routing.desks if duty in desk.duties]
        able = [kind for kind in desks if is_at_or_above(kind.level, level)]
        return max(able, key=lambda kind: self.levels.index(kind.level))

    def return_reason(self, code: str) -> ReturnReason:
        """Raises UnknownCode."""
        return _found(_by_code(self.routing.return_reasons), code, "退回理由")

    @cached_property
    def _channels(self) -> dict[str, Channel]:
        return _by_code(self.channels)

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return _by_code(self.categories)

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return _by_code(self.roles)

    @cached_property
    def _posts(self) -> dict[str, PostKind]:
        return _by_code(self.posts.kinds)

    @cached_property
    def _unit_kinds(self) -> dict[str, UnitKind]:
        return _by_code(self.units.kinds)


def _by_code(items: Iterable[CodedT]) -> dict[str, CodedT]:
    return {item.code: item for item in items}


def _found(items: dict[str, CodedT], code: str, what: str) -> CodedT:
    if code not in items:
        raise UnknownCode(f"规则里没有“{code}”这个{what}")
    return items[code]
