"""An order to move people: the list is made once, from the roster as it is, and goes to the phones as it is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.queries import sight_of
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together
from wangge.ground.foundation.text import clean_line
from wangge.practice.emergency.conditions import Conditions, geojson_of, ground_of
from wangge.practice.emergency.events import EvacuationBegun, EvacuationEnded
from wangge.practice.emergency.models import EvacuationOrder
from wangge.practice.emergency.queries import Called, alarm, call_list

from .listing import PIECE, by_town, take_back, write_whole

WHY = "the orders of an alarm that was reached"


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What is ordered, where and for whom; `id` is made where it is written, so that it is issued once."""

    title: str
    conditions: Conditions
    areas: tuple[UUID, ...] = ()
    outline: Any = None  # a shape in WGS84
    words: str = ""
    shelter: str = ""
    until: datetime | None = None
    id: UUID | None = None


def issue_order(*, actor: Actor, new: NewOrder, at: datetime) -> UUID:
    """Issue an evacuation order (转移令) with its list for each town; a second call with the same id changes nothing.

    The roster is read before anything is locked. A list of more than one piece is written afterwards, by a job; the
    order counts as issued when it is whole. Raises NotAllowed, Conflict where nobody is to be moved, Refusal.
    """
    if new.id is not None and _is_there(new.id):
        return new.id
    scope = _scope(actor)
    title = clean_line(new.title, 40, field="title")
    if not title:
        raise Refusal(_("请写明是什么事，例如 台风转移"), field="title")
    if new.until is not None and new.until <= at:
        raise Refusal(_("截止时间要在现在以后"), field="until")
    ground = ground_of(scope=scope, areas=new.areas, outline=new.outline)
    found = call_list(scope=scope, ground=ground, conditions=new.conditions, on=day_of(at))
    if not found:
        raise Conflict(_("这个范围里没有符合条件的人，没有发出；请换范围或者条件"), field="areas")
    alarm_id = new.id or uuid7()
    lists = [
        (_order(actor, new, alarm_id, town_id, scope, title, len(called), at=at), called)
        for town_id, called in by_town(found).items()
    ]
    try:
        _issue(alarm_id, lists, at=at)
    except IntegrityError:
        if not _is_there(alarm_id):
            raise
    return alarm_id


def _is_there(alarm_id: UUID) -> bool:
    return EvacuationOrder.objects.everywhere(WHY).filter(alarm_id=alarm_id).exists()


@transaction.atomic
def _issue(alarm_id: UUID, lists: list[tuple[EvacuationOrder, list[Called]]], *, at: datetime) -> None:
    if sum(len(called) for _order, called in lists) > PIECE:
        insert_together([order for order, _called in lists])
        outbox.publish(EvacuationBegun(alarm_id), at=at)
        return
    for order, called in lists:
        write_whole(order, called, at=at)


def _scope(actor: Actor) -> Scope:
    """Where the actor may order; the roster there is read with his own sight."""
    if not actor.may("order.issue"):
        raise NotAllowed(_("你没有发布转移令的权限"))
    seen = sight_of(actor=actor).scope
    return Scope(tuple(root for root in actor.scope("order.issue").roots if seen.covers(root)))


def _order(
    actor: Actor, new: NewOrder, alarm_id: UUID, town_id: UUID, scope: Scope, title: str, planned: int, *, at: datetime
) -> EvacuationOrder:  # fmt: skip
    """It stands at the town, or at the widest part of the town that the actor may speak for."""
    index = areas_in_memory()
    town = index.by_id[town_id]
    inside = (index.by_path[root] for root in scope.roots if root.startswith(town.path) and root in index.by_path)
    area = town if scope.covers(town.path) else next(inside)
    return EvacuationOrder(
        town_id=town_id, alarm_id=alarm_id, area_id=area.id, area_path=area.path, title=title,
        words=clean_line(new.words, 500, field="words"), shelter=clean_line(new.shelter, 120, field="shelter"),
        outline=geojson_of(new.outline), areas=list(new.areas), conditions=new.conditions.document(), issued_at=at,
        issued_by=actor.name, issued_by_id=actor.account_id, until=new.until, roots=list(scope.roots), planned=planned,
    )  # fmt: skip


@transaction.atomic
def end_alarm(*, actor: Actor, alarm_id: UUID, words: str, at: datetime) -> None:
    """An alarm is over (解除): its lists leave the phones and stay in the record. Raises NotFound, NotAllowed,
    Conflict, Refusal."""
    orders = list(EvacuationOrder.objects.everywhere(WHY).select_for_update().filter(alarm_id=alarm_id).order_by("id"))
    mine = [one for one in orders if actor.can("order.issue", at_path=one.area_path)]
    if not mine:
        alarm(scope=actor.scope("visit.see"), alarm_id=alarm_id)
        raise NotAllowed(_("你没有这一步的权限"))
    said = clean_line(words, 200, field="words")
    if not said:
        raise Refusal(_("请写明为什么解除"), field="words")
    running = [one for one in mine if one.ended_at is None]
    if not running:
        raise Conflict(_("已经解除了"))
    for order in running:
        order.ended_at, order.ended_by, order.ended_words = at, actor.name, said
        order.save(update_fields=["ended_at", "ended_by", "ended_words"])
        if order.planned <= PIECE:
            take_back(order_id=order.pk, at=at)  # of a long list it is done by a job
    outbox.publish(*(_ended(one) for one in running), at=at)


def _ended(order: EvacuationOrder) -> EvacuationEnded:
    return EvacuationEnded(order.pk, order.town_id, order.area_path, order.planned > PIECE)
