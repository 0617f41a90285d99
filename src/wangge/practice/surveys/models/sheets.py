from django.db import models

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .survey import Survey


class GroupSheetRows(AreaScoped["GroupSheet"]):
    area_path = "area_path"


class GroupSheet(models.Model):
    """一组一表: the sheet of one group; covered as soon as somebody noted there what people said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)

    objects = GroupSheetRows.as_manager()

    class Meta:
        db_table = "surveys_sheet"
        constraints = [models.UniqueConstraint(fields=["town_id", "survey", "area"], name="sheet_of_group_once")]


class SheetNoteRows(AreaScoped["SheetNote"]):
    area_path = "sheet__area_path"


class SheetNote(models.Model):
    """What the people of a group said on a day; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    sheet = models.ForeignKey(GroupSheet, on_delete=models.PROTECT, related_name="notes")
    people = models.PositiveIntegerField()
    words = EncryptedText()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)

    objects = SheetNoteRows.as_manager()

    class Meta:
        db_table = "surveys_sheet_note"
