"""Taking a list of households or persons out of the system: for a reason, masked, at most so many, with a watermark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.people.doors import check
from wangge.core.people.queries import HouseholdRow, PersonFilter, PersonHit, households, residents, sight_of
from wangge.ground.foundation.calendar.days import ZONE, day_of
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line

MOST = 5_000
PAGE = 500
RowT_co = TypeVar("RowT_co", covariant=True)


class Page(Protocol[RowT_co]):
    """A page of a list, and the key of the next."""

    @property
    def rows(self) -> tuple[RowT_co, ...]: ...
    @property
    def after(self) -> object | None: ...


@dataclass(frozen=True)
class Export(Generic[RowT_co]):
    """The rows of a file, what stands across every page of it, and whether there were more than may leave."""

    rows: tuple[RowT_co, ...]
    watermark: str
    is_cut: bool


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who takes which list out of which area, what for."""

    actor: Actor
    target: str
    path: str
    reason: str
    filter: str
    cap: int
    address: str
    at: datetime


@transaction.atomic
def export_households(
    *,
    actor: Actor,
    path: str,
    reason: str,
    care: str = "",
    unconfirmed_since: datetime | None = None,
    with_hazards: bool = False,
    cap: int = MOST,
    address: str = "",
    at: datetime,
) -> Export[HouseholdRow]:
    """Households under an area for a file (导出住户), masked as on the page. Raises NotFound, NotAllowed, Refusal."""
    narrowed = partial(
        households, sight=sight_of(actor=actor), path=path, care=care, unconfirmed_since=unconfirmed_since,
        with_hazards=with_hazards,
    )  # fmt: skip
    return _export(
        narrowed, Leaving(actor=actor, target="households", path=path, reason=reason, filter=care, cap=cap,
                          address=address, at=at),
    )  # fmt: skip


@transaction.atomic
def export_persons(
    *,
    actor: Actor,
    path: str,
    reason: str,
    where: PersonFilter,
    cap: int = MOST,
    address: str = "",
    at: datetime,
) -> Export[PersonHit]:
    """Persons under an area for a file (导出人员), masked as on the page. Raises NotFound, NotAllowed, Refusal."""
    narrowed = partial(residents, sight=sight_of(actor=actor), path=path, where=where, year=day_of(at).year)
    words = " ".join(filter(None, (where.ages, where.kind, where.care)))
    return _export(
        narrowed, Leaving(actor=actor, target="persons", path=path, reason=reason, filter=words, cap=cap,
                          address=address, at=at),
    )  # fmt: skip


def _export(read: Callable[..., Page[Any]], leaving: Leaving) -> Export[Any]:
    check(leaving.actor, "people.export", at_path=leaving.path)
    said = clean_line(leaving.reason, 200, field="reason")
    if not said:
        raise Refusal(_("请写明导出的用途"), field="reason")
    most = min(leaving.cap, MOST)
    page = read(size=min(PAGE, most))
    rows = list(page.rows)
    while page.after is not None and len(rows) < most:
        page = read(after=page.after, size=min(PAGE, most - len(rows)))
        rows += page.rows
    record(
        actor=leaving.actor, action=AuditAction.EXPORTED, at=leaving.at, target=leaving.target, area_path=leaving.path,
        detail={"rows": len(rows), "reason": said, "filter": leaving.filter}, address=leaving.address,
    )  # fmt: skip
    watermark = f"{leaving.actor.name} {leaving.at.astimezone(ZONE):%Y-%m-%d %H:%M} {said}"
    return Export(tuple(rows), watermark, page.after is not None)
