"""Photos that come after the words they belong to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.core.cases.carried import carry_cases
from wangge.core.cases.models import CasePhoto, CaseStep
from wangge.ground.foundation.models import StoredFile


@transaction.atomic
def add_photo(*, case_id: UUID, step_id: UUID | None, file_id: UUID, at: datetime) -> None:
    """Put a photo that came later (照片在途) beside the step it belongs to, the report where none is named.

    Whose step it is was checked when the step was taken; a photo that is there already changes nothing.
    """
    if CasePhoto.objects.filter(case_id=case_id, file_id=file_id).exists():
        return
    steps = CaseStep.objects.filter(case_id=case_id)
    step = (steps.filter(pk=step_id) if step_id else steps.order_by("id")).first()
    if step is None:
        return
    town_id = StoredFile.objects.values_list("town_id", flat=True).get(pk=file_id)
    CasePhoto(town_id=town_id, case_id=case_id, step_id=step.pk, file_id=file_id).save(force_insert=True)
    carry_cases(case_ids=[case_id], at=at)
