"""The list of new pairs, which each look-up of repeats reads whole, is kept short."""

from django.db import migrations

from wangge.ground.foundation.word_index import shorten_waiting


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_words_near_by_itself")]
    operations = [shorten_waiting("casewords", "pairs", name="words_pairs")]
