"""What is new waits in short lists for its place in the indexes of words: each search reads the whole of them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.migrations.operations.base import Operation

LISTS = {
    "person_terms": ("person", "terms", 256),
    "dwelling_words": ("dwelling", "grams", 256),
    "enterprise_words": ("enterprise", "grams", 256),
}  # model, field, kB


def _bounded(model: str, field: str, name: str, most: int) -> Operation:
    index = GinIndex(fields=[field], name=name, gin_pending_list_limit=most)
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"ALTER INDEX {name} SET (gin_pending_list_limit = {most}); SELECT gin_clean_pending_list('{name}')",
                f"ALTER INDEX {name} RESET (gin_pending_list_limit)",
            )
        ],
        state_operations=[migrations.RemoveIndex(model, name), migrations.AddIndex(model, index)],
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0008_searches_end")]
    operations = [_bounded(model, field, name, most) for name, (model, field, most) in LISTS.items()]
