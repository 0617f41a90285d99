"""What a grid that closes was asked and has not answered goes to the grid that took over."""

from django.db import connection

from wangge.core.areas.redrawing import Redrawn, follow
from wangge.core.teams.redrawing import unit_heirs

UNITS = """
 UPDATE matters_demand_task t SET unit_id = w.new_id FROM unnest(%s::uuid[], %s::uuid[]) AS w (old_id, new_id)
 WHERE t.unit_id = w.old_id AND t.answer = ''"""


def move_demands(redrawn: Redrawn) -> None:
    """Open tasks of demands (下派任务) go along; where the heir was asked the same, its people answer both."""
    heirs = unit_heirs(redrawn)
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [list(heirs), list(heirs.values())])
    follow(redrawn, kind="demand_task", table="matters_demand_task", live="t.answer = ''", once=["demand_id"])
