"""Where grids of a village became others, what people may do there goes on in the grid that took over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from wangge.ground.foundation.ids import uuid7

from .models import Grant

HOMES = """
 UPDATE access_account a SET home_path = w.new_path FROM unnest(%s::text[], %s::text[]) AS w (old_path, new_path)
 WHERE a.home_path = w.old_path"""


def succeed_grants(
    *, paths: Mapping[str, str], units: Mapping[UUID, UUID], sources: Mapping[str, str | None], at: datetime
) -> None:
    """End the grants of closed areas and units and of some sources, and begin them again where these went.

    A source that goes nowhere ends for good. Three statements.
    """
    live = Grant.objects.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=at))
    rows = list(live.filter(Q(area_path__in=paths) | Q(unit_id__in=units) | Q(source__in=sources)).order_by("id"))
    again = []
    for row in rows:
        source = sources.get(row.source, row.source)
        if source is not None:
            again.append(
                Grant(
                    id=uuid7(), account_id=row.account_id, role=row.role, place=row.place,
                    area_path=paths.get(row.area_path, row.area_path),
                    unit_id=units.get(row.unit_id, row.unit_id) if row.unit_id else None,
                    source=source, valid_from=max(at, row.valid_from), valid_to=row.valid_to, granted_by=row.granted_by,
                )
            )  # fmt: skip
        row.valid_to = max(at, row.valid_from)
    Grant.objects.bulk_update(rows, ["valid_to"], batch_size=500)
    Grant.objects.bulk_create(again, batch_size=500)


def succeed_homes(*, paths: Mapping[str, str]) -> None:
    """Accounts kept in a closed area are kept in the one that took over; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(HOMES, [list(paths), list(paths.values())])
