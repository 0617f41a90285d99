"""设置: to the first of the administrators' pages that the person may use."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed

from .sections import SETTINGS, tabs_of


@require_GET
@staff_page()
def show_settings(request: StaffRequest) -> HttpResponse:
    """The first page of the settings for this person. Raises NotAllowed where there is none."""
    mine = tabs_of(SETTINGS, request.actor, here=request.path)
    if not mine:
        raise NotAllowed(_("您的岗位没有这一项权限。需要时请找本单位的管理员。"))
    return HttpResponseRedirect(mine[0].url)
