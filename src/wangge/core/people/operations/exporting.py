"""Taking a list of households out of the system: for a reason, masked, at most so many, with a watermark."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.people.doors import check
from wangge.core.people.queries import HouseholdRow, households, sight_of
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line

MOST = 5_000
PAGE = 500


@dataclass(frozen=True)
class Export:
    """The rows of a file, what stands across every page of it, and whether there were more than may leave."""

    rows: tuple[HouseholdRow, ...]
    watermark: str
    is_cut: bool


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
) -> Export:
    """Households under an area for a file (导出住户), masked as on the page. Raises NotFound, NotAllowed, Refusal."""
    check(actor, "people.export", at_path=path)
    said = clean_line(reason, 200, field="reason")
    if not said:
        raise Refusal(_("请写明导出的用途"), field="reason")
    sight, most = sight_of(actor=actor), min(cap, MOST)
    narrowed = partial(
        households, sight=sight, path=path, care=care, unconfirmed_since=unconfirmed_since, with_hazards=with_hazards
    )
    page = narrowed(size=min(PAGE, most))
    rows = list(page.rows)
    while page.after is not None and len(rows) < most:
        page = narrowed(after=page.after, size=min(PAGE, most - len(rows)))
        rows += page.rows
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target="households", area_path=path,
        detail={"rows": len(rows), "reason": said, "filter": care}, address=address,
    )  # fmt: skip
    return Export(tuple(rows), f"{actor.name} {at.astimezone(ZONE):%Y-%m-%d %H:%M} {said}", page.after is not None)
