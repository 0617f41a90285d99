from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wangge.ground.foundation.ids import uuid7


class Listed(models.Model):
    """A line of one of a town's lists: valid from a moment to another; a change ends it and begins a new one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    is_demonstration = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def words(size: int = 80) -> "ArrayField[list[str], list[str]]":
    """Several short texts in one column."""
    return ArrayField(models.CharField(max_length=size), default=list)


def listed_constraints(prefix: str) -> list[models.BaseConstraint]:
    """One live line of a code in a town; a line does not end before it begins."""
    return [
        models.UniqueConstraint(fields=["town_id", "code"], condition=Q(valid_to=None), name=f"{prefix}_listed_once"),
        models.CheckConstraint(
            name=f"{prefix}_ends_after_start", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
        ),
        models.CheckConstraint(name=f"{prefix}_is_named", condition=~Q(code="") & ~Q(name="")),
    ]
