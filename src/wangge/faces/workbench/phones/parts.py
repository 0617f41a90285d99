"""What the pages about phones share: whose they are, their tabs, and what ops and fields are called."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory, closed_areas
from wangge.core.areas.scope import Scope
from wangge.core.people.queries.labels import door_labels, person_labels
from wangge.core.people.queries.sight import sight_of
from wangge.faces.shell.parts import Fact, NavItem, Words
from wangge.faces.workbench.administration.listing import read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import rules_at
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.text import mask_id_number, mask_phone
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.schema.base import UnknownCode

NEEDED: Permission = "visit.ask"  # who asks for visits looks after what comes back from them
TABS: tuple[Work, ...] = (
    Work(gettext_lazy("待核实"), "list-check", "workbench:phones", (NEEDED,)),
    Work(gettext_lazy("手机"), "phone", "workbench:phone-devices", (NEEDED,)),
)
KINDS: Mapping[str, Words] = {
    "visit": gettext_lazy("走访记录"),
    "meeting": gettext_lazy("会议记录"),
    "wish": gettext_lazy("请勿打扰"),
    "household": gettext_lazy("住户信息"),
    "person": gettext_lazy("人员信息"),
    "change_request": gettext_lazy("更正申请"),
    "case": gettext_lazy("上报事项"),
    "case_step": gettext_lazy("事项办理"),
    "hazard": gettext_lazy("隐患"),
    "tick": gettext_lazy("转移名单打勾"),
    "read": gettext_lazy("消息已读"),
}
FIELDS: Mapping[str, Words] = {
    "words": gettext_lazy("说明"),
    "where": gettext_lazy("地点"),
    "phone": gettext_lazy("电话"),
    "unmet": gettext_lazy("没见到的原因"),
    "nothing_changed": gettext_lazy("信息无变化"),
    "reason": gettext_lazy("原因"),
    "value": gettext_lazy("改成"),
    "people": gettext_lazy("到会人数"),
    "outcome": gettext_lazy("办理结果"),
    "until": gettext_lazy("到哪天为止"),
}
WHY: Mapping[str, Words] = {
    "scope": gettext_lazy("记的时候不在这个网格任职"),
    "right": gettext_lazy("记的人没有这一步的权限"),
    "gone": gettext_lazy("要改的已不在这个网格"),
    "kind": gettext_lazy("服务器还不认识这一种记录"),
    "fault": gettext_lazy("服务器处理出错"),
}


def tabs(request: StaffRequest) -> list[NavItem]:
    """The two lists side by side."""
    return tabs_of(TABS, request.actor, here=request.path)


def grids_of(scope: Scope) -> list[UUID]:
    """The areas whose phones a person looks after, those that are no more among them."""
    return [row.id for row in (*areas_in_memory().rows, *closed_areas(scope=scope)) if scope.covers(row.path)]


def towns_of(scope: Scope) -> set[UUID]:
    """The towns these lie in."""
    return {row.town_id for row in areas_in_memory().rows if row.town_id is not None and scope.covers(row.path)}


def reached(actor: Actor, scope_id: UUID) -> AreaRow:
    """The area of an op the person may decide about. Raises NotFound alike for a missing and a foreign one."""
    area = areas_in_memory().by_id.get(scope_id) or next(
        (row for row in closed_areas(scope=actor.scope(NEEDED)) if row.id == scope_id), None
    )
    if area is None or area.town_id is None or not actor.can(NEEDED, at_path=area.path):
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return area


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def field_words(area_id: UUID, field: str) -> str:
    """What a field of a person or household is called: 电话, or an item of the sheet."""
    table, _point, code = field.partition(".")
    rules = rules_at(area_id)
    try:
        return rules.people.item(code).label if rules and code and table == "sheet" else str(FIELDS.get(field, field))
    except UnknownCode:
        return code


def value_words(value: Any, field: str = "") -> str:
    """A value as people say it; numbers of telephones and papers are masked, as everywhere."""
    if value is None or value == "":
        return _("（空）")
    if field == "phone":
        return mask_phone(str(value))
    if field == "document":
        return mask_id_number(str(value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def subject_words(actor: Actor, kind: str, row_id: UUID, data: Mapping[str, Any]) -> str:
    """Whom or what an op is about, as far as the reader may see it; "" for what cannot be named."""
    household = read_uuid(str(data.get("household", ""))) or (row_id if kind in ("household", "wish") else None)
    person = read_uuid(str(data.get("person", ""))) or (row_id if kind == "person" else None)
    sight = sight_of(actor=actor)
    if person is not None:
        named = person_labels(sight=sight, person_ids=[person]).get(person)
        return named.name if named else ""
    if household is not None:
        door = door_labels(sight=sight, household_ids=[household]).get(household)
        return f"{door.head} · {door.address}" if door else ""
    return ""


def data_facts(area_id: UUID, data: Mapping[str, Any]) -> list[Fact]:
    """What an op says, line by line: words and values; ids and codes without a name are left out."""
    asked = str(data.get("field", ""))
    facts = [
        Fact(words, value_words(data[name], asked if name == "value" else name))
        for name, words in FIELDS.items()
        if data.get(name) not in (None, "")
    ]
    sheet = data.get("sheet")
    if isinstance(sheet, dict):
        facts += [Fact(field_words(area_id, f"sheet.{code}"), value_words(value)) for code, value in sheet.items()]
    follow = data.get("follow")
    if isinstance(follow, list) and follow:
        facts.append(
            Fact(_("要转办的"), "；".join(str(one.get("words", "")) for one in follow if isinstance(one, dict)))
        )
    files = data.get("files")
    if isinstance(files, list) and files:
        facts.append(Fact(_("照片"), _("{count} 张").format(count=len(files))))
    return facts
