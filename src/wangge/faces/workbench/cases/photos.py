"""Pictures of a case, for whoever may see the case."""

from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from wangge.core.cases.queries import photo_of_case
from wangge.faces.workbench.pictures import send_picture
from wangge.faces.workbench.staff import StaffRequest, staff_page


@require_safe
@staff_page(needs="case.see")
def send_photo(request: StaffRequest, case_id: UUID, photo_id: UUID, size: str) -> HttpResponseBase:
    """A picture (`full`) or its thumbnail (`thumb`). Raises NotFound alike for missing and forbidden."""
    stored = photo_of_case(actor=request.actor, case_id=case_id, photo_id=photo_id).file
    return send_picture(request, stored, size=size, name=f"{photo_id}.jpg")
