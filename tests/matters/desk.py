"""What a town has on its lists, and a department that asks for something: read a test without opening this file."""

from datetime import date, datetime
from itertools import count

from tests.cases.town import Town
from tests.world import MONDAY
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.matters.lifecycle import Decision
from wangge.core.matters.models import AdmissionRequest, Demand
from wangge.core.matters.operations import (
    NewDemand,
    NewHeldField,
    NewMatter,
    NewPower,
    NewRequest,
    add_lines,
    decide_admission,
    request_admission,
    send_demand,
)

SUMMER = date(2026, 8, 31)
FRIDAY = date(2026, 3, 6)
HELD = ("户主姓名", "家庭人口", "房屋面积")
_forms = count(1)


def a_matter(code: str = "B-001", name: str = "森林防火巡查", **more: object) -> NewMatter:
    values: dict[str, object] = {"duty": "basic", "legal_basis": "《森林防火条例》第十条"}
    return NewMatter(code, name, **(values | more))  # type: ignore[arg-type]


def taken_back(code: str = "S-001", **more: object) -> NewMatter:
    values: dict[str, object] = {
        "name": "燃气经营许可", "duty": "taken_back", "holder": "县住房和城乡建设局", "categories": ("safety_fire",),
    }  # fmt: skip
    return a_matter(code, **(values | more))  # type: ignore[arg-type]


def a_power(code: str = "P-01", **more: object) -> NewPower:
    values: dict[str, object] = {
        "name": "占道经营处罚", "categories": ("environment",), "level": "", "unit_kind": "town_function",
        "unit_code": "enforcement", "legal_basis": "赋权清单第3项", "handed_down_from": "county",
    }  # fmt: skip
    return NewPower(code, **(values | more))  # type: ignore[arg-type]


def held_fields(*, holder: object = None) -> list[NewHeldField]:
    return [
        NewHeldField(f"F-{number}", name, "household", "人房台账", aliases, holder)  # type: ignore[arg-type]
        for number, (name, aliases) in enumerate(zip(HELD, ((), ("人口数",), ()), strict=True), start=1)
    ]


def keep_lists(town: Town, *lines: object, at: datetime = MONDAY) -> None:
    """Put lines on the town's lists; without lines a matter and three fields that are held."""
    new = list(lines) or [a_matter(), *held_fields()]
    add_lines(actor=town.lead, town_id=town.area.pk, new=new, at=at)  # type: ignore[arg-type]


def asked(town: Town, *, by: Actor | None = None, at: datetime = MONDAY, **given: object) -> AdmissionRequest:
    """The police station asks to be admitted."""
    values: dict[str, object] = {
        "town_id": town.area.pk, "unit_id": town.station.pk, "matter_code": "B-001", "title": "防火户情摸底",
        "legal_basis": "《森林防火条例》第十条", "fields": ("户主姓名", "人口数", "取暖方式", "有无柴草垛"),
        "frequency": "monthly", "expires_on": SUMMER, "area_ids": (town.area.pk,),
    }  # fmt: skip
    return request_admission(actor=by or town.policeman, new=NewRequest(**(values | given)), at=at)  # type: ignore[arg-type]


def approved(town: Town, **given: object) -> AdmissionRequest:
    request = asked(town, **given)
    return decide_admission(actor=town.lead, request_id=request.pk, decision=Decision.APPROVE, at=MONDAY)


def sent(town: Town, *, to: Area | None = None, at: datetime = MONDAY, **given: object) -> Demand:
    """The station sends to the grids of an area what asks only what is not held."""
    values: dict[str, object] = {
        "town_id": town.area.pk, "unit_id": town.station.pk, "matter_code": "B-001", "title": "三月防火摸底",
        "due_on": FRIDAY, "area_ids": ((to or town.area).pk,), "fields": ("取暖方式",),
        "source_ref": f"form:{next(_forms)}",
    }  # fmt: skip
    return send_demand(actor=town.policeman, new=NewDemand(**(values | given)), at=at)  # type: ignore[arg-type]
