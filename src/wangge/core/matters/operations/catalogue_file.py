"""The catalogue from a table: every fault with its row, all or nothing; the same table goes out and comes in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import LEVELS, Level
from wangge.core.matters.doors import rules_of, town_to
from wangge.core.matters.lifecycle import Duty
from wangge.core.matters.memory import MatterRow, lists_of, valid_at
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.rulebook import Rulebook

from .lists import NewMatter, add_lines, change_lines, checked_line

COLUMNS: dict[str, str] = {
    "code": "编码",
    "name": "名称",
    "duty": "履职方式",
    "categories": "类别",
    "legal_basis": "依据",
    "holder": "承担单位",
    "holder_level": "承担层级",
    "note": "说明",
}
NEEDED = ("code", "name", "duty", "legal_basis")
DUTIES: dict[str, Duty] = {
    "基本履职": Duty.BASIC, "基本": Duty.BASIC, "配合履职": Duty.COOPERATE, "配合": Duty.COOPERATE,
    "上级收回": Duty.TAKEN_BACK, "收回": Duty.TAKEN_BACK,
}  # fmt: skip
APART = re.compile(r"[、,，;；\n]+")
MOST_ROWS = 5000


@dataclass(frozen=True)
class CatalogueReport:
    """What became of a table; nothing was stored when there are faults."""

    added: int
    changed: int
    unchanged: int
    faults: tuple[str, ...]


@transaction.atomic
def import_catalogue(
    *, actor: Actor, town_id: UUID, rows: Sequence[Mapping[str, str]], dry_run: bool = False, at: datetime
) -> CatalogueReport:
    """Take over a catalogue from the rows of a table (导入事项清单). Raises NotFound, NotAllowed, Refusal.

    A code that is on the list is changed where the row differs; what the table leaves out stays.
    """
    town = town_to(actor, "matter.edit", town_id)
    _check_table(rows)
    new, faults = _read(rules_of(town), rows)
    known = {row.code: row for row in valid_at(lists_of(town.id).matters, at)}
    added = [one for one in new if one.code not in known]
    changed = [one for one in new if one.code in known and not _is_same(one, known[one.code])]
    if not faults and not dry_run:
        if added:
            add_lines(actor=actor, town_id=town.id, new=added, at=at)
        if changed:
            change_lines(actor=actor, town_id=town.id, new=changed, at=at)
    return CatalogueReport(len(added), len(changed), len(new) - len(added) - len(changed), tuple(faults))


def _check_table(rows: Sequence[Mapping[str, str]]) -> None:
    if not rows:
        raise Refusal(_("表里没有内容"), field="file")
    if len(rows) > MOST_ROWS:
        raise Refusal(_("一次最多导入 {most} 行").format(most=MOST_ROWS), field="file")
    missing = [COLUMNS[name] for name in NEEDED if COLUMNS[name] not in rows[0]]
    if missing:
        raise Refusal(_("表里没有这些列：{which}").format(which="、".join(missing)), field="file")


def _read(rules: Rulebook, rows: Sequence[Mapping[str, str]]) -> tuple[list[NewMatter], list[str]]:
    found: list[NewMatter] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    known = Known.of(rules)
    for number, row in enumerate(rows, start=2):  # the heading is the first
        try:
            one = _matter(rules, known, row)
            if one.code in lines:
                raise Refusal(_("编码 {code} 和第 {row} 行重复").format(code=one.code, row=lines[one.code]))
        except Refusal as refusal:
            column = COLUMNS.get(refusal.field, "")
            where = _("第 {row} 行{column}").format(row=number, column=f"“{column}”" if column else "")
            faults.append(f"{where}：{refusal.message}")
            continue
        lines[one.code] = number
        found.append(one)
    return found, faults


@dataclass(frozen=True)
class Known:
    """What categories and levels may be called in a table of one place: the words with their codes."""

    categories: Mapping[str, str]
    levels: Mapping[str, str]

    @classmethod
    def of(cls, rules: Rulebook) -> "Known":
        """Codes, or names as the place has them: 路灯, 公共设施/路灯."""
        found: dict[str, str] = {}
        for category in rules.categories:
            found.setdefault(category.label, category.code)
            found[category.code] = category.code
            if category.parent:
                found[f"{rules.category(category.parent).label}/{category.label}"] = category.code
        levels = {str(Level(code).label): str(code) for code in LEVELS} | {r.label: r.level for r in rules.place.levels}
        return cls(found, levels | {str(code): str(code) for code in LEVELS})


def _matter(rules: Rulebook, known: Known, row: Mapping[str, str]) -> NewMatter:
    given = {name: (row.get(column) or "").strip() for name, column in COLUMNS.items()}
    new = NewMatter(
        code=given["code"],
        name=given["name"],
        duty=DUTIES.get(given["duty"], given["duty"]),
        legal_basis=given["legal_basis"],
        categories=_categories(known, given["categories"]),
        holder=given["holder"],
        holder_level=_level(known, given["holder_level"]),
        note=given["note"],
    )
    checked = checked_line(rules, new)
    assert isinstance(checked, NewMatter)
    return checked


def _categories(known: Known, words: str) -> tuple[str, ...]:
    wanted = [re.sub(r"\s*/\s*", "/", one.strip()) for one in APART.split(words) if one.strip()]
    unknown = [one for one in wanted if one not in known.categories]
    if unknown:
        raise Refusal(_("规则里没有这些类别：{which}").format(which="、".join(unknown)), field="categories")
    return tuple(known.categories[one] for one in wanted)


def _level(known: Known, words: str) -> str:
    found = known.levels.get(words) if words else Level.COUNTY.value
    if found is None:
        raise Refusal(_("没有“{level}”这一级").format(level=words), field="holder_level")
    return found


def _is_same(new: NewMatter, row: MatterRow) -> bool:
    return all(getattr(row, name) == value for name, value in asdict(new).items() if name != "is_demonstration")


def catalogue_cells(rules: Rulebook, row: MatterRow) -> list[str]:
    """A matter as a row of the table, in the order of COLUMNS."""
    duties = {duty: words for words, duty in reversed(DUTIES.items())}
    return [
        row.code, row.name, duties[Duty(row.duty)], "、".join(row.categories), row.legal_basis, row.holder,
        row.holder_level, row.note,
    ]  # fmt: skip
