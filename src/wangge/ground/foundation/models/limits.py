from django.db import models


class RateWindow(models.Model):
    """How often something was done in one stretch of time; unlogged, the key is hashed with the day's salt."""

    pk = models.CompositePrimaryKey("key", "window_start")
    key = models.CharField(max_length=32)
    window_start = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "foundation_rate_window"
