from django.db import models

from wangge.ground.foundation.ids import uuid7


class StoredFile(models.Model):
    """One uploaded picture (照片) as it was kept: re-encoded, its position and time moved here.

    The bytes lie in the store under their hash and are shared by equal pictures; a row is one upload.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    thumb_sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "foundation_stored_file"
        indexes = [
            models.Index(fields=["sha256"], name="stored_file_content"),
            models.Index(fields=["thumb_sha256"], name="stored_file_thumb"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None)
                | models.Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                name="stored_file_position_on_earth",
            ),
        ]
