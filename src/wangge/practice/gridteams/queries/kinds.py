"""全科网格: which kinds of matters each grid carries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case

from .facts import grid_of


@dataclass(frozen=True)
class GridKinds:
    """The matters of one grid in a time, by category."""

    area_id: UUID
    kinds: Mapping[str, int]

    @property
    def matters(self) -> int:
        return sum(self.kinds.values())


def matters_by_grid(*, scope: Scope, path: str, since: datetime, until: datetime) -> list[GridKinds]:
    """What was reported in each grid of an area in a time, by category (各类事项); one statement.

    Matters of a micro-grid count to its grid; what lies in no grid is left out.
    """
    rows = Case.objects.within(scope).filter(area_path__startswith=path, reported_at__gte=since, reported_at__lt=until)
    index, found = areas_in_memory(), defaultdict[UUID, dict[str, int]](dict)
    counted = rows.order_by().values_list("area_id", "category").annotate(Count("pk"))
    for area_id, category, count in counted:
        area = index.by_id.get(area_id)
        grid = grid_of(area) if area else None
        if grid is not None:
            found[grid.id][category] = found[grid.id].get(category, 0) + count
    in_order = sorted(found, key=lambda pk: index.by_id[pk].path)
    return [GridKinds(pk, dict(sorted(found[pk].items()))) for pk in in_order]
