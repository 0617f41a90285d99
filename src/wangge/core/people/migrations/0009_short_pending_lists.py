"""The lists of new words, which each search of the register reads whole, are kept short."""

from django.db import migrations

from wangge.ground.foundation.word_index import shorten_waiting


class Migration(migrations.Migration):
    dependencies = [("people", "0008_searches_end")]
    operations = [
        shorten_waiting("person", "terms", name="person_terms"),
        shorten_waiting("dwelling", "grams", name="dwelling_words"),
        shorten_waiting("enterprise", "grams", name="enterprise_words"),
    ]
