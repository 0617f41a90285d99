"""Places people name, and codes on posters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.areas.levels import PlaceKind
from wangge.core.areas.memory import AreaRow, areas_changed, areas_in_memory
from wangge.core.areas.models import NamedPlace, PublicCode
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import readable_code

from .tree import check_position

TOKEN_LENGTH = 10
LONGEST = 60
AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class NewNamedPlace:
    """A place to add to the list a resident chooses from."""

    area_id: UUID
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def add_named_places(*, places: Sequence[NewNamedPlace]) -> int:
    """Add places people name (地名), all or none, and say how many.

    Raises Refusal whose `detail["faults"]` names every fault with its line.
    """
    rows = NamedPlace.objects.everywhere("names are compared within their area")
    wanted = {place.area_id for place in places}
    known = set(rows.filter(area__in=wanted).values_list("area_id", "name"))
    made, faults = [], []
    for number, place in enumerate(places, start=1):
        try:
            row = _named_place(place, known)
        except Refusal as refusal:
            faults.append(_("第 %(number)d 行：%(fault)s") % {"number": number, "fault": refusal.message})
        else:
            known.add((row.area_id, row.name))
            made.append(row)
    if faults:
        raise Refusal(faults[0], faults=faults)
    NamedPlace.objects.bulk_create(made, batch_size=AT_ONCE)
    areas_changed()
    return len(made)


def _named_place(place: NewNamedPlace, known: set[tuple[UUID, str]]) -> NamedPlace:
    area, town_id = _open_area(place.area_id)
    name = place.name.strip()
    if not name or len(name) > LONGEST:
        raise Refusal(_("名称要有 1 到 60 个字"), field="name")
    if place.kind not in PlaceKind.values:
        raise Refusal(_("没有“%(kind)s”这一类地名") % {"kind": place.kind}, field="kind")
    if (area.id, name) in known:
        raise Refusal(_("%(area)s已经有“%(name)s”") % {"area": area.name, "name": name}, field="name")
    check_position(lon=place.lon, lat=place.lat)
    aliases = [alias.strip()[:LONGEST] for alias in place.aliases if alias.strip()]
    return NamedPlace(
        town_id=town_id, area_id=area.id, name=name, aliases=aliases, kind=place.kind, lon=place.lon, lat=place.lat
    )


def _open_area(area_id: UUID) -> tuple[AreaRow, UUID]:
    """An open area, and the town it lies in. Raises NotFound, for a county too."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None or area.town_id is None:
        raise NotFound(_("没有找到这个区域，或者它已经撤销"))
    return area, area.town_id


def issue_public_code(*, area_id: UUID, spot: str = "", at: datetime) -> PublicCode:
    """Issue the code of a poster (连心码) for an area, or one spot in it. Raises NotFound, Conflict."""
    return issue_public_codes(area_ids=[area_id], spot=spot, at=at)[0]


@transaction.atomic
def issue_public_codes(*, area_ids: Sequence[UUID], spot: str = "", at: datetime) -> list[PublicCode]:
    """The same for many areas in two statements. Raises NotFound, Conflict when one has a code in force."""
    areas = [_open_area(area_id) for area_id in area_ids]
    rows = PublicCode.objects.everywhere("one code in force for a spot")
    if rows.filter(area__in=list(area_ids), spot=spot, revoked_at=None).exists():
        raise Conflict(_("这里已经有一个有效的连心码，请先停用或更换"))
    made = [
        PublicCode(town_id=town_id, area_id=area.id, token=readable_code(TOKEN_LENGTH), spot=spot, issued_at=at)
        for area, town_id in areas
    ]
    return PublicCode.objects.bulk_create(made, batch_size=AT_ONCE)


@transaction.atomic
def revoke_public_code(*, code_id: UUID, at: datetime) -> None:
    """Let a code fail from now on (停用). Raises NotFound, Conflict when it was revoked before."""
    code = PublicCode.objects.everywhere("revoked by its id").select_for_update().filter(pk=code_id).first()
    if code is None:
        raise NotFound(_("没有找到这个连心码"))
    if code.revoked_at is not None:
        raise Conflict(_("这个连心码已经停用"))
    code.revoked_at = at
    code.save(update_fields=["revoked_at"])


@transaction.atomic
def rotate_public_code(*, code_id: UUID, at: datetime) -> PublicCode:
    """Replace a code by a new one for the same spot (更换). Raises NotFound, Conflict."""
    revoke_public_code(code_id=code_id, at=at)
    old = PublicCode.objects.everywhere("its successor stands at the same spot").get(pk=code_id)
    return issue_public_code(area_id=old.area_id, spot=old.spot, at=at)
