"""Photos that came after their ops are put where they belong."""

from django.utils import timezone

from wangge.core.cases.operations.photos import add_photo
from wangge.ground.sync.files import KeptPhoto


def keep_case_photo(kept: KeptPhoto) -> None:
    """Beside the step it was taken for, else beside the report."""
    add_photo(case_id=kept.about_id, step_id=kept.made_id, file_id=kept.file_id, at=timezone.now())
