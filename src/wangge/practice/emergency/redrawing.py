"""While people are being moved out of a village, its grids stay as they are."""

from django.utils.translation import gettext as _

from wangge.core.areas.redrawing import Redrawn
from wangge.ground.foundation.errors import Conflict

from .models import EvacuationOrder, EvacuationRow


def refuse_while_running(redrawn: Redrawn) -> None:
    """Raises Conflict while an order (转移令) runs for people of the village: its list is only ever added to."""
    rows = EvacuationRow.objects.everywhere("whether anybody of the village is being moved out")
    orders = EvacuationOrder.objects.everywhere("whether a list is being written that may name people of the village")
    being_written = orders.filter(town_id=redrawn.town_id, ended_at=None, listed_at=None).exists()
    if being_written or rows.filter(area_path__startswith=redrawn.village.path, order__ended_at=None).exists():
        raise Conflict(_("本村还有没有结束的转移令，等它结束以后网格调整再生效"))
