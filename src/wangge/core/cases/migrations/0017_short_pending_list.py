"""What is new waits in a short list for its place in the index of pairs: each look-up reads the whole of it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.migrations.operations.base import Operation

LISTS = {"words_pairs": ("casewords", "pairs", 256)}  # model, field, kB


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
    dependencies = [("cases", "0016_words_near_by_itself")]
    operations = [_bounded(model, field, name, most) for name, (model, field, most) in LISTS.items()]
