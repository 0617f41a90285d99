"""What cases do after their own facts: make the text findable."""

from collections.abc import Sequence

from wangge.ground.foundation.text import bigrams

from .events import CaseReported
from .models import Case, CaseWords


def index_words(events: Sequence[CaseReported]) -> None:
    """Keep the characters and character pairs of new cases for search; a second delivery changes nothing."""
    rows = Case.objects.everywhere("every new case is made findable").filter(pk__in=[e.case_id for e in events])
    CaseWords.objects.bulk_create(
        [
            CaseWords(case_id=pk, town_id=town_id, pairs=sorted(set(bigrams(f"{title}\n{body}\n{where}"))))
            for pk, town_id, title, body, where in rows.values_list("pk", "town_id", "title", "body", "where_words")
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
