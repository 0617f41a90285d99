"""What is counted anew from time to time: how rare each pair of characters is, and groups that were missed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from wangge.core.cases.clustering import WHY, add_to_clusters, refresh
from wangge.core.cases.models import Case, CaseCluster, CaseWords, ClusterCase, PairCount
from wangge.ground.engines.hot import WITHIN
from wangge.ground.foundation.jobs import job

COUNTED = 200_000
PIECE = 500
LOOKED_AT_AGAIN = timedelta(days=7)
FEWEST = 2  # a pair of one case only is as good as new
AT_LEAST = 100  # so few new cases are not worth a count before the night

COUNT = """
WITH newest AS MATERIALIZED (SELECT pairs FROM cases_words ORDER BY case_id DESC LIMIT %(most)s),
scale AS (SELECT greatest(1.0, (SELECT count(*) FROM cases_words)::float
 / greatest(1, (SELECT count(*) FROM newest))) AS by)
INSERT INTO cases_pair (pair, cases)
SELECT pair, least(2147483647, round(count(*) * by)) FROM newest, unnest(pairs) AS pair, scale
WHERE pair >= 2097152 GROUP BY pair, by HAVING count(*) >= %(fewest)s
UNION ALL SELECT 0, count(*) FROM cases_words"""


@transaction.atomic
def count_pairs(*, most: int = COUNTED) -> int:
    """Count in how many cases each pair occurs, from the newest ones, and return how many pairs are known."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_pair")
        cursor.execute(COUNT, {"most": most, "fewest": FEWEST})
        return int(cursor.rowcount)


def count_pairs_when_grown() -> bool:
    """Count anew when there are more than twice as many cases as were counted, say after an import.

    While pairs are not counted each looks rare, and looking for repeats reads far too many cases.
    """
    counted = PairCount.objects.filter(pair=0).values_list("cases", flat=True).first() or 0
    has_grown = CaseWords.objects.count() > 2 * counted + AT_LEAST
    if has_grown:
        count_pairs()
    return has_grown


def rebuild_clusters(*, at: datetime) -> int:
    """Group what of the last week is in no group yet, and count groups again; one that is left with a single case ends.

    What a person decided stays. Returns how many cases found a group.
    """
    since = at - LOOKED_AT_AGAIN
    loose = Case.objects.everywhere(WHY).filter(reported_at__gte=since, clustered=None).order_by("reported_at")
    ids = list(loose.values_list("pk", flat=True))
    joined = sum(add_to_clusters(ids[start : start + PIECE], at=at) for start in range(0, len(ids), PIECE))
    recent = CaseCluster.objects.everywhere(WHY).filter(latest_at__gte=at - WITHIN)
    refresh(set(recent.values_list("pk", flat=True)))
    _remove_small()
    return joined


@transaction.atomic
def _remove_small() -> None:
    small = CaseCluster.objects.everywhere(WHY).filter(size__lt=2, plan=None, changes=None)
    ids: list[UUID] = list(small.values_list("pk", flat=True))
    ClusterCase.objects.filter(cluster__in=ids, is_fixed=False).delete()
    CaseCluster.objects.everywhere(WHY).filter(pk__in=ids).delete()


@job(queue="upkeep", every="41 2 * * *", attempts=1)
def count_pairs_nightly(timestamp: int = 0) -> None:
    """Count how rare pairs are."""
    count_pairs()


@job(queue="upkeep", every="*/5 * * * *", attempts=1)
def count_pairs_of_many(timestamp: int = 0) -> None:
    """Count how rare pairs are, soon after many cases came at once."""
    count_pairs_when_grown()


@job(queue="upkeep", every="11 3 * * *", attempts=1)
def rebuild_clusters_nightly(timestamp: int = 0) -> None:
    """Look through the groups of the last 90 days."""
    rebuild_clusters(at=timezone.now())
