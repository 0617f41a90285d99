"""The tree beside the map: opened only along the way to the chosen area, so that it stays small at any size."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.labels import rules_at


@dataclass(frozen=True)
class Branch:
    """One area of the tree with what is opened below it."""

    name: str
    note: Words
    url: str
    is_current: bool
    parts: tuple["Branch", ...]


def branches(roots: list[AreaRow], chosen: AreaRow) -> tuple[Branch, ...]:
    """The tree of a person's areas."""
    return tuple(_branch(row, chosen) for row in roots)


def _branch(row: AreaRow, chosen: AreaRow) -> Branch:
    is_on_the_way = chosen.path.startswith(row.path)
    below = areas_in_memory().children(row.id) if is_on_the_way else []
    return Branch(
        name=row.name,
        note=note_of(row),
        url=area_url(row),
        is_current=row.id == chosen.id,
        parts=tuple(_branch(child, chosen) for child in below),
    )


def note_of(row: AreaRow) -> str:
    """What stands behind a name: how many areas it has below, else how many households."""
    below = areas_in_memory().children(row.id)
    if below:
        return _("{count} {level}").format(count=len(below), level=level_label(below[0]))
    households = households_of(row)
    return _("{count} 户").format(count=households) if households is not None else ""


def households_of(row: AreaRow) -> int | None:
    """An area's own number, else the sum of those right below it; None where nothing is known."""
    if row.households is not None:
        return row.households
    known = [count for child in areas_in_memory().children(row.id) if (count := households_of(child)) is not None]
    return sum(known) if known else None


def level_label(row: AreaRow) -> str:
    """What the place calls the level of an area."""
    rules = rules_at(row.id)
    named = next((rule.label for rule in rules.place.levels if rule.level == row.level), "") if rules else ""
    return named or str(Level(row.level).label)


def area_url(row: AreaRow) -> str:
    return reverse("workbench:area", args=[row.code])
