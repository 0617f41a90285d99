"""Sending what was admitted to grids (下派), and their answers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.matters.admitting import Wanted, admitted
from wangge.core.matters.events import DemandSent
from wangge.core.matters.lifecycle import Answer, Burden
from wangge.core.matters.models import AdmissionRequest, Demand, DemandTask
from wangge.core.matters.queries.overlap import overlap
from wangge.core.notices.subject import SubjectRef
from wangge.core.teams.units import units
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together
from wangge.ground.foundation.outbox import publish
from wangge.ground.foundation.text.cleaning import clean_line, clean_text

from .admission import areas_inside, asking, matter_to_send
from .burden import BurdenCount, count_burdens
from .lists import clean_fields


@dataclass(frozen=True)
class NewDemand:
    """What a unit asks of grids; `source_ref` is one form, taken once."""

    town_id: UUID
    unit_id: UUID
    matter_code: str
    title: str
    due_on: date
    area_ids: tuple[UUID, ...]
    source_ref: str
    fields: tuple[str, ...] = ()
    body: str = ""
    id: UUID = field(default_factory=uuid7)


def send_demand(*, actor: Actor, new: NewDemand, at: datetime) -> Demand:
    """Send an admitted demand to grids (下派任务). Raises NotFound, NotAllowed, Refusal.

    What is refused because it was not admitted, has expired or asks what is held is kept with its
    reason and counted for the grids it was meant for, and then refused.
    """
    with refusing({"demand_source_once": _("这张表已经提交过了，请刷新看结果")}):
        town, unit = asking(actor, new.town_id, new.unit_id)
        known = _of_form(new)
        if known is None:
            row, grids = _built(actor, new, town, at=at)
            refusal = _admit(row, new, town, grids, unit_id=unit.id, at=at)
            _keep(row, grids, at=at)
        else:
            row, refusal = known, Refusal(known.refused_because) if known.refused_because else None
    if refusal is not None:
        raise refusal
    return row


def _of_form(new: NewDemand) -> Demand | None:
    rows = Demand.objects.everywhere("a form of the same town, found by its reference")
    return rows.filter(town_id=new.town_id, source_ref=new.source_ref).first()


def _built(actor: Actor, new: NewDemand, town: AreaRow, *, at: datetime) -> tuple[Demand, list[AreaRow]]:
    title = clean_line(new.title, 80, field="title")
    if not title:
        raise Refusal(_("请写这是什么事"), field="title")
    if new.due_on < day_of(at):
        raise Refusal(_("期限已经过去"), field="due_on")
    areas = areas_inside(town, new.area_ids)
    index = areas_in_memory()
    grids = [row for area in areas for row in index.below(area.path) if row.level == Level.GRID]
    if not grids:
        raise Refusal(_("这里还没有网格"), field="areas")
    row = Demand(
        id=new.id,
        town_id=town.id,
        area_path=town.path,
        source_ref=new.source_ref,
        unit_id=new.unit_id,
        matter_code=new.matter_code,
        title=title,
        body=clean_text(new.body, 2000, field="body"),
        fields=list(clean_fields(new.fields, field="fields")),
        due_on=new.due_on,
        sent_at=at,
        sent_by=actor.name,
    )
    return row, grids


def _admit(
    row: Demand, new: NewDemand, town: AreaRow, grids: list[AreaRow], *, unit_id: UUID, at: datetime
) -> Refusal | None:
    """Find the admission the demand stands on; else keep why there is none and return the refusal."""
    try:
        matter_to_send(town, new.matter_code, at=at)
        wanted = Wanted(tuple(row.fields), tuple(grid.path for grid in grids))
        request: AdmissionRequest = admitted(
            town=town, unit_id=unit_id, matter_code=new.matter_code, wanted=wanted, at=at
        )
    except Refusal as refusal:
        row.refused_because = refusal.message[:500]
        return refusal
    row.request = request
    row.retyped = [words for words, _held in overlap(town_id=town.id, fields=row.fields, at=at).held_fields]
    return None


def _keep(row: Demand, grids: list[AreaRow], *, at: datetime) -> None:
    if row.refused_because:
        row.save(force_insert=True)
        subject = SubjectRef("demand", row.pk, row.title)
        refused = [BurdenCount(g.id, Burden.DEMANDS_REFUSED, 1, f"demand:{row.pk}", subject) for g in grids]
        count_burdens(counts=refused, at=at)
        return
    insert_together([row], [_task(row, grid) for grid in grids])
    publish(DemandSent(row.pk, row.town_id, row.area_path, row.title, row.due_on.isoformat()), at=at)


def _task(row: Demand, grid: AreaRow) -> DemandTask:
    """The grid's own unit answers, else the nearest above it."""
    serving = units().serving(area_path=grid.path)
    if not serving:
        raise Refusal(_("{grid}还没有单位，没有人能答复").format(grid=grid.name), field="areas")
    return DemandTask(
        town_id=row.town_id,
        demand_id=row.pk,
        area_id=grid.id,
        area_path=grid.path,
        unit_id=serving[0].id,
        due_on=row.due_on,
    )


@transaction.atomic
def answer_task(*, actor: Actor, task_id: UUID, answer: Answer, note: str = "", at: datetime) -> DemandTask:
    """Answer for a grid: done, or nothing has changed (答复任务). Raises NotFound, NotAllowed, Conflict, Refusal."""
    rows = DemandTask.objects.within(actor.scope("matter.see")).select_for_update(of=("self",))
    row = rows.select_related("demand").filter(pk=task_id).first()
    if row is None:
        raise NotFound(_("没有这件任务，或者它不在你的范围内"))
    if row.unit_id not in actor.units:
        raise NotAllowed(_("只有这个网格的单位能答复"))
    if row.answer:
        raise Conflict(_("这件任务已经答复过了"))
    row.answer, row.note = Answer(answer), clean_line(note, 500, field="note")
    row.answered_at, row.answered_by = at, actor.name
    row.save(update_fields=["answer", "note", "answered_at", "answered_by"])
    count_burdens(counts=_cost(row), at=at)
    return row


def _cost(row: DemandTask) -> list[BurdenCount]:
    """What an answer cost the grid: the fields it typed, those of them that were held; nothing for "no change"."""
    source, subject = f"task:{row.pk}", SubjectRef("demand", row.demand_id, row.demand.title)
    if row.answer == Answer.NO_CHANGE:
        return [BurdenCount(row.area_id, Burden.REPORTS_UNTYPED, 1, source, subject)]
    counts = [(Burden.FIELDS_TYPED, len(row.demand.fields)), (Burden.FIELDS_RETYPED, len(row.demand.retyped))]
    return [BurdenCount(row.area_id, kind, count, source, subject) for kind, count in counts if count]
