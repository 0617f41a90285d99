from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wangge.ground.foundation.word_index import word_index

from .case import Case

if TYPE_CHECKING:
    BitsBase = models.TextField[str, str]
else:  # not a generic class when it runs
    BitsBase = models.TextField


class BitsField(BitsBase):
    """512 bits as a text of noughts and ones; the database compares them without opening the array of pairs."""

    def db_type(self, connection: Any) -> str:
        return "bit(512)"


class CaseWords(models.Model):
    """The characters and character pairs of a case's text, for Chinese search and for repeats; written after the
    report. `signature` stands for the pairs; `community` is the path of the village or community of the case.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="indexed_words")
    town_id = models.UUIDField(editable=False)
    community = models.CharField(max_length=200)
    reported_at = models.DateTimeField()
    signature = BitsField()
    pairs = ArrayField(models.IntegerField())

    class Meta:
        db_table = "cases_words"
        indexes = [
            word_index("pairs", name="words_pairs"),
            models.Index(fields=["community", "reported_at"], include=["case", "signature"], name="words_near"),
        ]


class PairCount(models.Model):
    """How many cases have a pair of characters, counted every night; the pair 0 stands for all cases counted.

    A reference table of the installation: counts of pairs, nothing of any place.
    """

    pair = models.IntegerField(primary_key=True)
    cases = models.IntegerField()

    class Meta:
        db_table = "cases_pair"
