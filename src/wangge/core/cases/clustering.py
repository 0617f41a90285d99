"""Groups of cases about one issue, made as cases come in; a person's word about a case is never overruled.

A case joins the group of the cases it is most like, or opens one with the nearest that is in none. Where its words lead
nowhere, the telephone may: a person who comes again within 90 days. Grouping changes nothing about a case.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os.path import commonpath
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from wangge.core.areas.scope import EVERYWHERE
from wangge.core.cases.events import CaseReported
from wangge.core.cases.models import Case, CaseAsker, CaseCluster, CaseWords, ClusterCase, ClusterKind
from wangge.core.cases.queries.repeats import Compared, compare
from wangge.core.cases.wording import community_of, wording_of
from wangge.ground.engines.hot import LINKED, SAME_ASKER, WITHIN, group_of
from wangge.ground.engines.naming import common_words
from wangge.ground.foundation.text import only_pairs

WHY = "groups of repeats are made by town, whoever may see them"
NAMED_BY = 60  # the newest cases of a group, which give it its words
CALLS = 20  # a number with more cases than this is no person's


@dataclass(frozen=True)
class Newcomer:
    """A case that may belong to a group."""

    case: Case
    pairs: frozenset[int]


def join_clusters(events: Sequence[CaseReported]) -> None:
    """Put new cases into groups, in the order they were reported; a second delivery changes nothing."""
    add_to_clusters([e.case_id for e in events], at=timezone.now())


@transaction.atomic
def add_to_clusters(case_ids: Sequence[UUID], *, at: datetime) -> int:
    """Look for the group of each case that is in none, and return how many found one."""
    rows = Case.objects.everywhere(WHY).filter(pk__in=case_ids, reported_at__gte=at - WITHIN, clustered=None)
    cases = list(rows.order_by("reported_at", "id"))
    for town_id in sorted({case.town_id for case in cases}):
        _one_at_a_time(town_id)
    have = dict(CaseWords.objects.filter(case__in=[c.pk for c in cases]).values_list("case_id", "pairs"))
    changed = [
        found for case in cases if (found := _place(Newcomer(case, only_pairs(have.get(case.pk, ()))))) is not None
    ]
    refresh(set(changed))
    return len(changed)


def _one_at_a_time(town_id: UUID) -> None:
    """Two workers must not open two groups for one issue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"clusters:{town_id}"])


def _place(new: Newcomer) -> UUID | None:
    """The group a case was put into, or None; a case that another put into one meanwhile stays where it is."""
    case = new.case
    if ClusterCase.objects.filter(case_id=case.pk).exists():
        return None
    one = wording_of(title=case.title, where=case.where_words, pairs=new.pairs)
    found = compare(
        one, scope=EVERYWHERE, towns=[case.town_id], area_path=case.area_path, at=case.reported_at, but_not=case.pk
    )
    near = [row for row in found if abs(row.case.reported_at - case.reported_at) <= WITHIN and _is_of_town(row, case)]
    by_words = _by_words(case, near)
    return by_words if by_words is not None else _by_asker(case, near)


def _is_of_town(row: Compared, case: Case) -> bool:
    """The nearest by community are of its town anyway; this holds should codes of areas ever repeat."""
    return row.area_path.split("/")[1:3] == case.area_path.split("/")[1:3]


def _by_words(case: Case, near: list[Compared]) -> UUID | None:
    alike = [row for row in near if row.case.alike >= LINKED / 2]
    if not alike or alike[0].case.alike < LINKED:
        return None
    held = {m.case_id: m for m in ClusterCase.objects.filter(case__in=[row.case.id for row in alike])}
    links: dict[UUID, list[float]] = {}
    for row in alike:
        member = held.get(row.case.id)
        if member is None or member.cluster_id is not None:
            links.setdefault(member.cluster_id if member and member.cluster_id else row.case.id, []).append(
                row.case.alike
            )
    groups = {m.cluster_id for m in held.values() if m.cluster_id}
    sizes = dict(CaseCluster.objects.everywhere(WHY).filter(pk__in=groups).values_list("pk", "size"))
    chosen = group_of(links, sizes={key: max(1, sizes.get(key, 1)) for key in links})
    if chosen is None:
        return None
    if chosen in groups:
        return _join(chosen, [case])
    return _open(ClusterKind.PLACE, [case, _case(chosen)])


def _by_asker(case: Case, near: list[Compared]) -> UUID | None:
    """The same telephone within 90 days: the group of a case that is a little alike, else one of the person's own."""
    own = CaseAsker.objects.filter(case_id=case.pk, is_confidential=False, phone_index__isnull=False)
    same = CaseAsker.objects.filter(
        town_id=case.town_id, phone_index__in=own.values("phone_index"), is_confidential=False
    )
    earlier = list(
        Case.objects.everywhere(WHY)
        .filter(pk__in=same.values("case_id"), reported_at__gte=case.reported_at - WITHIN)
        .filter(Q(reported_at__lte=case.reported_at)).exclude(pk=case.pk).order_by("-reported_at", "-id")[: CALLS + 1]
    )  # fmt: skip
    if not earlier or len(earlier) > CALLS:
        return None
    held = {m.case_id: m for m in ClusterCase.objects.filter(case__in=[c.pk for c in earlier])}
    alike = {row.case.id: row.case.alike for row in near}
    groups = [held[c.pk].cluster_id for c in earlier if c.pk in held and alike.get(c.pk, 0.0) >= SAME_ASKER]
    of_person = CaseCluster.objects.everywhere(WHY).filter(
        pk__in=[m.cluster_id for m in held.values() if m.cluster_id], kind=ClusterKind.ASKER
    )
    chosen = next((g for g in groups if g), None) or of_person.values_list("pk", flat=True).first()
    if chosen is not None:
        return _join(chosen, [case])
    free = [c for c in earlier if c.pk not in held]
    return _open(ClusterKind.ASKER, [case, *free]) if free else None


def _case(case_id: UUID) -> Case:
    return Case.objects.everywhere(WHY).get(pk=case_id)


def _open(kind: ClusterKind, cases: list[Case]) -> UUID:
    first = min(cases, key=lambda c: c.reported_at)
    cluster = CaseCluster.objects.create(
        town_id=first.town_id, area_path=community_of(first.area_path), kind=kind, title=first.title,
        category=first.category, size=0, first_at=first.reported_at, latest_at=first.reported_at,
    )  # fmt: skip
    return _join(cluster.pk, cases)


def _join(cluster_id: UUID, cases: list[Case]) -> UUID:
    ClusterCase.objects.bulk_create(
        [ClusterCase(case_id=c.pk, town_id=c.town_id, cluster_id=cluster_id, reported_at=c.reported_at) for c in cases],
        ignore_conflicts=True,
    )
    CaseCluster.objects.everywhere(WHY).filter(pk=cluster_id).update(
        size=ClusterCase.objects.filter(cluster_id=cluster_id).count()
    )
    return cluster_id


def refresh(cluster_ids: set[UUID]) -> None:
    """Count groups again and name them anew by the words that most of their cases share."""
    for cluster in CaseCluster.objects.everywhere(WHY).filter(pk__in=cluster_ids):
        of_it = ClusterCase.objects.filter(cluster_id=cluster.pk)
        counted = of_it.aggregate(size=Count("pk"), first=Min("reported_at"), latest=Max("reported_at"))
        cluster.size = counted["size"]
        if cluster.size:
            cluster.first_at, cluster.latest_at = counted["first"], counted["latest"]
            newest = of_it.order_by("-reported_at").values_list("case_id", flat=True)[:NAMED_BY]
            _name(cluster, list(Case.objects.everywhere(WHY).filter(pk__in=list(newest)).order_by("-reported_at")))
        cluster.save()


def _name(cluster: CaseCluster, cases: list[Case]) -> None:
    titles = [case.title for case in cases]
    cluster.words = common_words(titles)
    cluster.title = max(titles, key=lambda t: (sum(word in t for word in cluster.words), -len(t)))
    cluster.category = Counter(case.category for case in cases).most_common(1)[0][0]
    cluster.area_path = commonpath([community_of(case.area_path) for case in cases]) + "/"
