"""Indexes of words (GIN): what is new waits in a list that every search reads whole, so the list is kept short.

Longer lists make writing cheaper and searching dearer: with 4 MB, as PostgreSQL has it, a look-up among 100,000 cases
read 496 pages first. Databases were built with this number; another needs a new migration.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db.migrations import AddIndex, RemoveIndex, RunSQL, SeparateDatabaseAndState

MOST_WAITING_KB = 256


def word_index(field: str, *, name: str) -> GinIndex:
    """An index of a model's list of words."""
    return GinIndex(fields=[field], name=name, gin_pending_list_limit=MOST_WAITING_KB)


def shorten_waiting(model: str, field: str, *, name: str) -> SeparateDatabaseAndState:
    """Make the list of an index that is there as short, for a migration: nothing is built anew."""
    return SeparateDatabaseAndState(
        database_operations=[
            RunSQL(
                f"ALTER INDEX {name} SET (gin_pending_list_limit = {MOST_WAITING_KB});"
                f" SELECT gin_clean_pending_list('{name}')",
                f"ALTER INDEX {name} RESET (gin_pending_list_limit)",
            )
        ],
        state_operations=[RemoveIndex(model, name), AddIndex(model, word_index(field, name=name))],
    )
