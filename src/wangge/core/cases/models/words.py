from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from .case import Case


class CaseWords(models.Model):
    """The characters and character pairs of a case's text, for Chinese search; written after the report."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="indexed_words")
    town_id = models.UUIDField(editable=False)
    pairs = ArrayField(models.IntegerField())

    class Meta:
        db_table = "cases_words"
        indexes = [GinIndex(fields=["pairs"], name="words_pairs")]
