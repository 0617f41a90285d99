"""The tree of areas changed by a person: `areas` knows no persons, so the right and the audit stand here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.queries import Actor
from wangge.core.areas import operations as areas
from wangge.core.areas.models import PublicCode
from wangge.core.areas.operations.boundaries import Drawn
from wangge.core.areas.operations.exchange import ImportReport
from wangge.core.areas.queries import AreaRow, area_by_code, area_by_id, areas_in_memory
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

from .audit import record


@transaction.atomic
def add_area(*, actor: Actor, area: areas.NewArea, at: datetime) -> AreaRow:
    """Add an area under another one (设立区域). Raises NotFound, NotAllowed, Refusal."""
    parent = area_by_code(code=area.parent_code, scope=actor.scope("area.see"))
    _check(actor, parent)
    made = areas.add_area(area=area, at=at)
    _record(actor, made, "added", at=at)
    return made


@transaction.atomic
def rename_area(*, actor: Actor, area_id: UUID, name: str, at: datetime) -> None:
    """Give an area another name (改名). Raises NotFound, NotAllowed, Refusal."""
    area = _area_to_edit(actor, area_id)
    areas.rename_area(area_id=area.id, name=name)
    _record(actor, area, "renamed", at=at, name=name.strip())


@transaction.atomic
def describe_area(
    *, actor: Actor, area_id: UUID, lon: float | None, lat: float | None, households: int | None, at: datetime
) -> None:
    """Record an area's centre and how many household addresses it has (户数). Raises NotFound, NotAllowed, Refusal."""
    area = _area_to_edit(actor, area_id)
    areas.describe_area(area_id=area.id, lon=lon, lat=lat, households=households)
    _record(actor, area, "described", at=at, households=households)


@transaction.atomic
def close_area(*, actor: Actor, area_id: UUID, at: datetime) -> None:
    """Close an area (撤销). Raises NotFound, NotAllowed, Conflict, Refusal."""
    area = _area_to_edit(actor, area_id)
    areas.close_area(area_id=area.id, at=at)
    _record(actor, area, "closed", at=at)


@transaction.atomic
def add_named_places(*, actor: Actor, places: Sequence[areas.NewNamedPlace], at: datetime) -> int:
    """Add places people name (地名), all or none, and say how many. Raises NotFound, NotAllowed, Refusal."""
    for area_id in {place.area_id for place in places}:
        area = _area_to_edit(actor, area_id)
        _record(actor, area, "places", at=at, count=sum(place.area_id == area_id for place in places))
    return areas.add_named_places(places=places)


@transaction.atomic
def issue_public_codes(*, actor: Actor, area_ids: Sequence[UUID], spot: str = "", at: datetime) -> list[PublicCode]:
    """Issue the codes of posters (连心码). Raises NotFound, NotAllowed, Conflict."""
    found = [_area_to_edit(actor, area_id) for area_id in area_ids]
    made = areas.issue_public_codes(area_ids=area_ids, spot=spot, at=at)
    if found:
        _record(actor, found[0], "code_issued", at=at, count=len(made))
    return made


@transaction.atomic
def revoke_public_code(*, actor: Actor, code_id: UUID, at: datetime) -> None:
    """Let a code fail from now on (停用). Raises NotFound, NotAllowed, Conflict."""
    area = _area_of_code(actor, code_id)
    areas.revoke_public_code(code_id=code_id, at=at)
    _record(actor, area, "code_revoked", at=at)


@transaction.atomic
def rotate_public_code(*, actor: Actor, code_id: UUID, at: datetime) -> PublicCode:
    """Replace a code by a new one for the same spot (更换). Raises NotFound, NotAllowed, Conflict."""
    area = _area_of_code(actor, code_id)
    made = areas.rotate_public_code(code_id=code_id, at=at)
    _record(actor, area, "code_replaced", at=at)
    return made


@transaction.atomic
def import_boundaries(
    *,
    actor: Actor,
    collection: Mapping[str, Any],
    frame: str,
    source: str,
    note: str,
    dry_run: bool,
    at: datetime,
) -> ImportReport:
    """Take over outlines (导入边界) of areas the actor may change, all or nothing. Raises NotAllowed."""
    scope = actor.scope("area.edit")
    if not scope.roots:
        raise NotAllowed(_("你没有调整区划和网格的权限"))
    report = areas.import_boundaries(
        collection=collection, frame=frame, source=source, note=note, scope=scope, dry_run=dry_run, on=localdate(at)
    )
    if report.stored:
        record(
            actor=actor,
            action=AuditAction.CONFIGURED,
            at=at,
            target=_("边界"),
            area_path=scope.roots[0],
            detail={"change": "boundaries", "stored": report.stored, "source": source, "frame": frame},
        )
    return report


@transaction.atomic
def draw_missing_boundaries(*, actor: Actor, area_id: UUID, redraw: bool = False, at: datetime) -> Drawn:
    """Draw cells where no outline is known (推定边界). Raises NotFound, NotAllowed, Refusal."""
    area = _area_to_edit(actor, area_id)
    drawn = areas.draw_missing_boundaries(parent_id=area.id, on=localdate(at), redraw=redraw)
    if not drawn.areas:
        raise Refusal(_("没有要画的：下面的区域都有边界了"))
    _record(actor, area, "drawn", at=at, count=len(drawn.areas))
    return drawn


def _area_to_edit(actor: Actor, area_id: UUID) -> AreaRow:
    """An open area the actor may change. Raises NotFound alike for missing and unseen, NotAllowed."""
    area = area_by_id(area_id=area_id, scope=actor.scope("area.see") | actor.scope("area.edit"))
    _check(actor, area)
    return area


def _check(actor: Actor, area: AreaRow) -> None:
    if not actor.can("area.edit", at_path=area.path):
        raise NotAllowed(_("你没有调整这个区域的权限"))


def _area_of_code(actor: Actor, code_id: UUID) -> AreaRow:
    rows = PublicCode.objects.within(actor.scope("area.see") | actor.scope("area.edit"))
    area_id = rows.filter(pk=code_id).values_list("area_id", flat=True).first()
    area = areas_in_memory().by_id.get(area_id) if area_id else None
    if area is None:
        raise NotFound(_("没有找到这个连心码"))
    _check(actor, area)
    return area


def _record(actor: Actor, area: AreaRow, change: str, *, at: datetime, **more: object) -> None:
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=area.name,
        area_path=area.path,
        detail={"area": area.code, "change": change, **more},
    )
