"""微信群: whose groups, how large; texts to copy; what was sent when, by topic and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.queries import full_name
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import rules_of
from wangge.core.teams.queries import standing_unit
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridteams.models import Broadcast, ChatGroup, GroupText
from wangge.practice.gridteams.printing.papers import GroupPoster

STRANGE = _("没有找到，或者不在你的范围内")
PAGE = 50
Key = tuple[str, UUID]


@dataclass(frozen=True)
class GroupRow:
    """A chat group of a grid."""

    id: UUID
    name: str
    area_id: UUID
    area_path: str
    owner_name: str
    size: int | None
    size_on: date | None
    join_until: date | None
    closed_on: date | None
    last_sent_on: date | None


@dataclass(frozen=True)
class GroupPage:
    """A page of groups; `after` is the key of the next one."""

    rows: tuple[GroupRow, ...]
    after: Key | None


def chat_groups(*, scope: Scope, after: Key | None = None, size: int = PAGE) -> GroupPage:
    """The open chat groups of a scope, by area (微信群); two statements."""
    rows = ChatGroup.objects.within(scope).filter(closed_on=None)
    if after is not None:
        rows = rows.filter(area_path__gte=after[0]).exclude(area_path=after[0], pk__lte=after[1])
    found = list(rows.order_by("area_path", "id")[: size + 1])
    kept = found[:size]
    sent = Broadcast.objects.within(scope).filter(group__in=[row.pk for row in kept]).order_by()
    last = dict(sent.values_list("group_id").annotate(Max("sent_on")))
    more = (kept[-1].area_path, kept[-1].pk) if len(found) > size else None
    return GroupPage(tuple(_group(row, last.get(row.pk)) for row in kept), more)


def group_numbers(*, scope: Scope) -> tuple[int, int]:
    """How many groups are registered in a scope, and how many people they said to hold; one statement."""
    sizes = ChatGroup.objects.within(scope).filter(closed_on=None).values_list("size", flat=True)
    found = list(sizes)
    return len(found), sum(size or 0 for size in found)


def chat_group(*, scope: Scope, group_id: UUID) -> GroupRow:
    """One group. Raises NotFound alike for a missing one and one of another place."""
    row = ChatGroup.objects.within(scope).filter(pk=group_id).first()
    if row is None:
        raise NotFound(STRANGE)
    return _group(row, None)


def _group(row: ChatGroup, last: date | None) -> GroupRow:
    return GroupRow(
        row.pk, row.name, row.area_id, row.area_path, row.owner_name, row.size, row.size_on, row.join_until,
        row.closed_on, last,
    )  # fmt: skip


def group_poster(*, scope: Scope, group_id: UUID, on: date, page_url: str) -> GroupPoster:
    """The poster of a group (入群海报); its own code only while it holds. Raises NotFound."""
    row = ChatGroup.objects.within(scope).filter(pk=group_id).first()
    if row is None:
        raise NotFound(STRANGE)
    area = areas_in_memory().by_id[row.area_id]
    rules = rules_of(areas_in_memory().place_of(area.id))
    unit = standing_unit(area_id=area.id)
    holds = bool(row.join_words) and (row.join_until is None or row.join_until >= on)
    return GroupPoster(
        group_name=row.name,
        grid_name=full_name(area_id=area.id, above="village"),
        place_name=rules.place.name if rules else "",
        owner_name=row.owner_name,
        duty_phone=unit.duty_phone if unit else "",
        join_words=row.join_words if holds else "",
        join_until=row.join_until if holds else None,
        page_url=page_url.replace("{code}", area.code),
    )


@dataclass(frozen=True)
class TextRow:
    """A text to copy."""

    id: UUID
    area_id: UUID
    area_path: str
    topic: str
    title: str
    words: str
    made_by: str
    sent: int


def group_texts(*, scope: Scope, path: str, topic: str = "", size: int = PAGE) -> list[TextRow]:
    """The newest texts one may copy for an area: its own, those below, and those above it; two statements.

    A text of the town is for everybody in it, so that `path` alone bounds what is read above.
    """
    rows = GroupText.objects.everywhere("a text of an area is for all below it").filter(withdrawn_at=None)
    above = ["/".join(path.split("/")[:end]) + "/" for end in range(2, path.count("/") + 1)]
    within = GroupText.objects.within(scope).filter(withdrawn_at=None, area_path__startswith=path)
    rows = rows.filter(area_path__in=above) | within
    if topic:
        rows = rows.filter(topic=topic)
    found = list(rows.order_by("-made_at", "-id")[:size])
    sent = Broadcast.objects.within(scope).filter(text__in=[row.pk for row in found]).order_by()
    count = dict(sent.values_list("text_id").annotate(Count("pk")))
    return [
        TextRow(
            row.pk, row.area_id, row.area_path, row.topic, row.title, row.words, row.made_by, count.get(row.pk, 0)
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True)
class SentRow:
    """A line of the log of what was sent into groups."""

    sent_on: date
    group_name: str
    area_id: UUID
    topic: str
    title: str
    by: str


def broadcasts(*, scope: Scope, first: date, before: date, size: int = 200) -> list[SentRow]:
    """What was sent into the groups of a scope in a time, the newest first (群发记录); one statement."""
    rows = Broadcast.objects.within(scope).filter(sent_on__gte=first, sent_on__lt=before)
    found = rows.select_related("group", "text").order_by("-sent_on", "-id")[:size]
    return [
        SentRow(row.sent_on, row.group.name, row.group.area_id, row.text.topic, row.text.title, row.recorded_by)
        for row in found
    ]


def topics_of_month(*, scope: Scope, place: str, first: date, before: date) -> Mapping[str, tuple[int, int]]:
    """By topic of the place: how many texts went out in a time, and into groups how often; one statement."""
    rules = rules_of(place)
    topics = dict.fromkeys(rules.visits.topics if rules else (), (0, 0))
    rows = Broadcast.objects.within(scope).filter(sent_on__gte=first, sent_on__lt=before).order_by()
    counted = rows.values_list("text__topic").annotate(Count("text", distinct=True), Count("pk"))
    return topics | {topic: (texts, times) for topic, texts, times in counted}
