"""What the pages of the roster are called, and the words of its fixed codes."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.queries import areas_in_memory
from wangge.core.people.lifecycle import ResidenceKind, ResidenceMatch, Role, Sex, Usage
from wangge.core.people.queries import TagCard
from wangge.faces.shell.parts import Words
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.links import thing_url
from wangge.faces.workbench.navigation import Work
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import People

TABS: tuple[Work, ...] = (
    Work(gettext_lazy("查找"), "search", "workbench:people", ("people.see",)),
    Work(gettext_lazy("住户"), "home", "workbench:households", ("people.see",)),
    Work(gettext_lazy("人员"), "users", "workbench:persons", ("people.see",)),
    Work(gettext_lazy("企业商铺"), "building", "workbench:enterprises", ("people.see",)),
    Work(gettext_lazy("关爱"), "heart-handshake", "workbench:care", ("people.see",)),
    Work(gettext_lazy("隐患"), "alert-triangle", "workbench:hazards", ("people.see",)),
    Work(gettext_lazy("更正"), "edit", "workbench:changes", ("people.decide",)),
    Work(gettext_lazy("一张图"), "map-2", "workbench:grid-map", ("people.see",)),
    Work(gettext_lazy("网格档案"), "file-text", "workbench:dossiers", ("people.see",)),
    Work(gettext_lazy("导入"), "upload", "workbench:rosters", ("people.edit",)),
)
NOTHING = "—"


def people_rules(area_id: UUID) -> People:
    """What a place keeps about its residents. Raises NotFound where no rules are in force."""
    rules = rules_at(area_id)
    if rules is None:
        raise NotFound(_("这里还没有生效的规则"))
    return rules.people


def where_label(path: str) -> str:
    """The name of an area by its path."""
    row = areas_in_memory().by_path.get(path)
    return area_label(row.id) if row else _("已撤销的区划")


def area_of_path(path: str) -> UUID:
    """The open area of a path. Raises NotFound."""
    row = areas_in_memory().by_path.get(path)
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return row.id


def people_town(path: str) -> UUID | None:
    """The town in which a path lies."""
    row = areas_in_memory().by_path.get(path)
    return row.town_id if row else None


def role_label(role: str) -> Words:
    return Role(role).label if role in Role.values else ""


def sex_label(sex: str) -> Words:
    return Sex(sex).label if sex in Sex.values else ""


def kinds_label(kinds: Iterable[str]) -> str:
    """户籍在此、常住."""
    return "、".join(str(ResidenceKind(kind).label) for kind in kinds if kind in ResidenceKind.values)


def match_label(match: str) -> Words:
    return ResidenceMatch(match).label if match in ResidenceMatch.values else ""


def usage_label(usage: str) -> Words:
    return Usage(usage).label if usage in Usage.values else ""


def born_label(year: int | None) -> str:
    return _("{year} 年生").format(year=year) if year else ""


def span_label(since: date, until: date | None) -> str:
    """2020-05-01 至 2023-02-01; 起 for what goes on."""
    if until is None:
        return _("{since} 起").format(since=since.isoformat())
    return _("{since} 至 {until}").format(since=since.isoformat(), until=until.isoformat())


def document_label(rules: People, kind: str) -> str:
    return next((one.label for one in rules.documents if one.code == kind), kind)


def tag_words(tag: TagCard) -> str:
    """A tag as a fact: its word, and whether it still waits for a second person."""
    return tag.label if tag.is_agreed else _("{label}（待同意）").format(label=tag.label)


def household_url(household_id: UUID) -> str:
    return thing_url("workbench:household", household_id)


def person_url(person_id: UUID) -> str:
    return thing_url("workbench:person", person_id)
