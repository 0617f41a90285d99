"""The lists of the demonstration: a dozen matters, some powers, fields and reports; one request and its demand."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, HeldGrant
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import Answer, Decision
from wangge.core.matters.operations import (
    NewDemand,
    NewHeldField,
    NewMatter,
    NewPower,
    NewReport,
    NewRequest,
    add_lines,
    answer_task,
    decide_admission,
    end_line,
    request_admission,
    send_demand,
)
from wangge.core.matters.queries import tasks_of
from wangge.core.teams.units import units
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.permissions import Permission

CONTENT = Path(__file__).with_suffix(".toml")
KEEPS: frozenset[Permission] = frozenset({"matter.see", "matter.edit", "matter.request", "matter.decide"})
LISTED, ENDED, ASKED, SENT = timedelta(days=60), timedelta(days=25), timedelta(days=20), timedelta(days=8)
ADMITTED_FOR = timedelta(days=180)
ANSWERING = 3  # of four grids have answered


def add_matters(*, place: str, now: datetime) -> None:
    """Give each town of a place its lists, a request that was admitted, its demand, and one that was refused."""
    content = tomllib.loads(CONTENT.read_text("utf-8"))
    actor = Actor(None, _("演示"), (HeldGrant("", KEEPS, "/", None),))
    index = areas_in_memory()
    for town in [row for row in index.rows if row.level == "town" and index.place_of(row.id) == place]:
        _lists(actor, town, content, content[place], now=now)
        _admission(actor, town, content["common"]["request"], content, now=now)
    jobs.run_waiting()


def _lists(
    actor: Actor, town: AreaRow, content: Mapping[str, Any], own: Mapping[str, Any], *, now: datetime
) -> None:  # fmt: skip
    """The reports were asked before anything was known to be held; two of them have ended since."""
    basis, common = content["basis"], content["common"]
    reports = [
        NewReport(one["code"], one["name"], one["asked_by"], one["frequency"], tuple(one["fields"]), basis, True)
        for one in common["reports"]
    ]
    add_lines(actor=actor, town_id=town.id, new=reports, at=now - LISTED - timedelta(days=1))
    add_lines(actor=actor, town_id=town.id, new=_lines(common["fields"], own, basis), at=now - LISTED)
    for one in common["reports"]:
        if "ended" in one:
            end_line(actor=actor, town_id=town.id, kind="report", code=one["code"], reason=one["ended"], at=now - ENDED)


def _lines(
    fields: Sequence[Mapping[str, Any]], own: Mapping[str, Any], basis: str
) -> list[NewMatter | NewPower | NewHeldField | NewReport]:
    return [
        *(
            NewHeldField(f["code"], f["name"], f["about"], f["where_held"], tuple(f["aliases"]), None, True)
            for f in fields
        ),
        *(
            NewMatter(
                m["code"], m["name"], m["duty"], basis, tuple(m["categories"]), m.get("holder", ""),
                is_demonstration=True,
            )
            for m in own["matters"]
        ),
        *(
            NewPower(
                p["code"], p["name"], tuple(p["categories"]), "", p["unit_kind"], basis, p["unit_code"],
                p.get("handed_down_from", ""), is_demonstration=True,
            )
            for p in own["powers"]
        ),
    ]  # fmt: skip


def _admission(
    actor: Actor, town: AreaRow, told: Mapping[str, Any], content: Mapping[str, Any], *, now: datetime
) -> None:
    unit = next(u for u in units().by_id.values() if u.area_id == town.id)
    new = NewRequest(
        town_id=town.id,
        unit_id=unit.id,
        matter_code="YS-B01",
        title=told["title"],
        legal_basis=content["basis"],
        fields=tuple(told["fields"]),
        frequency="monthly",
        expires_on=localdate(now + ADMITTED_FOR),
        area_ids=(town.id,),
    )
    request = request_admission(actor=actor, new=new, at=now - ASKED)
    decide_admission(actor=actor, request_id=request.pk, decision=Decision.APPROVE, at=now - ASKED + timedelta(hours=3))
    demand = NewDemand(
        town_id=town.id,
        unit_id=unit.id,
        matter_code="YS-B01",
        title=told["title"],
        due_on=localdate(now + timedelta(days=4)),
        area_ids=(town.id,),
        source_ref=f"demo:{town.code}",
        fields=tuple(told["asked"]),
        body=told["body"],
    )
    sent = send_demand(actor=actor, new=demand, at=now - SENT)
    _answers(sent.pk, town, now=now)
    _refused(actor, demand, told, now=now)


def _answers(demand_id: UUID, town: AreaRow, *, now: datetime) -> None:
    """Three of four grids have answered, every other one that nothing has changed."""
    for number, task in enumerate(tasks_of(scope=Scope((town.path,)), demand_id=demand_id)):
        if number % (ANSWERING + 1) == ANSWERING:
            continue
        unit = units().by_id[task.unit_id]
        held = HeldGrant("", frozenset({"matter.see"}), unit.area_path, unit.id)
        answer = Answer.NO_CHANGE if number % 2 else Answer.DONE
        at = now - SENT + timedelta(hours=5 + number % 40)
        answer_task(actor=Actor(None, unit.name, (held,)), task_id=task.id, answer=answer, at=at)


def _refused(actor: Actor, demand: NewDemand, told: Mapping[str, Any], *, now: datetime) -> None:
    """Somebody asked for what is held: refused, and counted."""
    again = NewDemand(
        town_id=demand.town_id,
        unit_id=demand.unit_id,
        matter_code="YS-B02",
        title=_("危房户信息再报一次（演示）"),
        due_on=demand.due_on,
        area_ids=demand.area_ids,
        source_ref=f"{demand.source_ref}:again",
        fields=tuple(told["fields"][:2]),
    )
    try:
        send_demand(actor=actor, new=again, at=now - SENT + timedelta(days=2))
    except Refusal:
        return
    raise RuntimeError("the demonstration sent what was not admitted")
