"""While people are being moved out of a village, its grids stay as they are."""

from django.utils.translation import gettext as _

from wangge.core.areas.redrawing import Redrawn
from wangge.ground.foundation.errors import Conflict

from .models import EvacuationRow


def refuse_while_running(redrawn: Redrawn) -> None:
    """Raises Conflict while an order (转移令) runs for people of the village: its list is only ever added to."""
    rows = EvacuationRow.objects.everywhere("whether anybody of the village is being moved out")
    if rows.filter(area_path__startswith=redrawn.village.path, order__ended_at=None).exists():
        raise Conflict(_("本村还有没有结束的转移令，等它结束以后网格调整再生效"))
