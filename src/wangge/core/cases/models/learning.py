"""What a town's corrected cases taught: the model that suggests categories, with what it was measured at."""

from django.db import models

from wangge.ground.foundation.ids import uuid7


class CategoryModel(models.Model):
    """类别建议模型: trained from the cases of one town, used for no other; only the newest keeps its content.

    `right`, `right_in_two` and `macro_f1` were measured in five parts, each judged by a model that had not seen it;
    `right_by_words` is what the word list of the rules got right of the same cases.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    learned_at = models.DateTimeField()
    cases = models.IntegerField()
    corrected = models.IntegerField(help_text="of these, cases whose category a clerk changed")
    categories = models.IntegerField()
    right = models.IntegerField()
    right_in_two = models.IntegerField()
    right_by_words = models.IntegerField()
    macro_f1 = models.FloatField()
    size = models.IntegerField(help_text="bytes of the content")
    content = models.BinaryField(null=True)

    class Meta:
        db_table = "cases_category_model"
        indexes = [models.Index(fields=["town_id", "-learned_at"], name="category_model_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["town_id"], condition=models.Q(content__isnull=False), name="category_model_one_in_use"
            )
        ]
