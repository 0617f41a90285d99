"""units.toml: the kinds of unit, and the units every area of a level has."""

from typing import Literal

from wangge.ground.rulebook.schema.base import Code, Label, Level, Strict, YesNo

UnitNature = Literal["party", "committee", "centre", "department", "station", "association", "grid_team"]


class UnitKind(Strict):
    """A kind of organisation and the level of area it belongs to."""

    code: Code
    label: Label
    level: Level
    kind: UnitNature
    public: YesNo = True


class NamedUnit(Strict):
    """A unit each area of its kind's level has; `{area}` in the name stands for the area's name."""

    code: Code
    name: Label
    unit_kind: Code
    part_of: Code | None = None  # another named unit (the command centre over its nine functions)

    def name_in(self, area: str) -> str:
        """The unit's name in one area."""
        return self.name.replace("{area}", area)


class Units(Strict):
    """All units of a place."""

    kinds: tuple[UnitKind, ...]
    named: tuple[NamedUnit, ...] = ()
