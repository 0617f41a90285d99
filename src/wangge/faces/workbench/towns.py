"""The town that a page is about, where a person may work in several."""

from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow
from wangge.core.matters.queries import towns_of
from wangge.faces.shell.parts import Chip, build_chip
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.permissions import Permission


def town_of(request: StaffRequest, permission: Permission) -> AreaRow:
    """The one its address names, else the first in which the permission is held. Raises NotFound."""
    rows, code = towns_of(request.actor, permission), request.GET.get("town", "")
    found = next((row for row in rows if row.code == code or not code), None)
    if found is None:
        raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))
    return found


def town_chips(request: StaffRequest, town: AreaRow, permission: Permission) -> list[Chip]:
    """A chip to choose among several towns; none for one."""
    rows = towns_of(request.actor, permission)
    if len(rows) < 2:
        return []
    query = request.GET.copy()
    query["town"] = town.code
    return [build_chip(query, "town", [(row.code, row.name) for row in rows], anything=rows[0].name, lead=_("看"))]
