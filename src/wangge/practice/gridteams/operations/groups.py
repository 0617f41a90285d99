"""微信群: groups are registered by those who open them; texts are kept, copied, and the copying is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.teams.doors import members_to_keep
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line, clean_text
from wangge.practice.gridteams.doors import BROKEN, STRANGE, area_to_keep, row_to_keep, rules_at, town_of
from wangge.practice.gridteams.models import Broadcast, ChatGroup, GroupText

LARGEST = 500  # people, as the service allows
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class NewGroup:
    """A chat group of a grid; the owner is a member or only a name."""

    area_id: UUID
    name: str
    owner_name: str = ""
    owner_id: UUID | None = None
    size: int | None = None
    opened_on: date | None = None  # None: today


@transaction.atomic
def register_groups(*, actor: Actor, new: Sequence[NewGroup], at: datetime) -> list[ChatGroup]:
    """Register chat groups (登记微信群), all or none. Raises NotFound, NotAllowed, Conflict, Refusal."""
    owners = members_to_keep(actor, [one.owner_id for one in new if one.owner_id])
    rows = [_group(actor, one, owners[one.owner_id].person_name if one.owner_id else "", at=at) for one in new]
    with refusing(BROKEN):
        return ChatGroup.objects.bulk_create(rows, batch_size=1000)


def _group(actor: Actor, new: NewGroup, owner: str, *, at: datetime) -> ChatGroup:
    area = area_to_keep(actor, new.area_id)
    name = clean_line(new.name, 60, field="name")
    owner = owner or clean_line(new.owner_name, 60, field="owner_name")
    if not name:
        raise Refusal(_("请写群名"), field="name")
    if not owner:
        raise Refusal(_("请写群主"), field="owner_name")
    _check_size(new.size)
    today = day_of(at)
    return ChatGroup(
        town_id=town_of(area), area_id=area.id, area_path=area.path, name=name, owner_id=new.owner_id,
        owner_name=owner, size=new.size, size_on=None if new.size is None else today,
        opened_on=new.opened_on or today, recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip


def _check_size(size: int | None) -> None:
    if size is not None and not 1 <= size <= LARGEST:
        raise Refusal(_("人数要在 1 到 {most} 之间").format(most=LARGEST), field="size")


@transaction.atomic
def change_group(
    *,
    actor: Actor,
    group_id: UUID,
    owner_name: str,
    size: int | None,
    join_words: str = "",
    join_until: date | None = None,
    at: datetime,
) -> ChatGroup:
    """Say anew whose a group is, how many are in it, and what its code says (更新微信群).

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    row = _open_group(actor, group_id)
    owner = clean_line(owner_name, 60, field="owner_name")
    if not owner:
        raise Refusal(_("请写群主"), field="owner_name")
    _check_size(size)
    if owner != row.owner_name:
        row.owner_id = None
    if size is not None:
        row.size, row.size_on = size, day_of(at)
    row.owner_name = owner
    row.join_words, row.join_until = clean_line(join_words, 200, field="join_words"), join_until
    row.save(update_fields=["owner_id", "owner_name", "size", "size_on", "join_words", "join_until"])
    return row


@transaction.atomic
def close_group(*, actor: Actor, group_id: UUID, at: datetime) -> ChatGroup:
    """A group is no more (解散). Raises NotFound, NotAllowed, Conflict."""
    row = _open_group(actor, group_id)
    row.closed_on = max(day_of(at), row.opened_on)
    row.save(update_fields=["closed_on"])
    return row


def _open_group(actor: Actor, group_id: UUID) -> ChatGroup:
    row = row_to_keep(actor, ChatGroup, group_id)
    if row.closed_on is not None:
        raise Conflict(_("这个群已经解散了"))
    return row


@transaction.atomic
def keep_text(*, actor: Actor, area_id: UUID, topic: str, title: str, words: str, at: datetime) -> GroupText:
    """Keep a text for the groups of an area (文稿). Raises NotFound, NotAllowed, Refusal."""
    area = area_to_keep(actor, area_id)
    if topic not in rules_at(area).visits.topics:
        raise Refusal(_("请选一个宣传主题"), field="topic")
    title = clean_line(title, 60, field="title")
    words = clean_text(words, max_length=LONGEST_TEXT, field="words")
    if not title or not words:
        raise Refusal(_("请写标题和内容"), field="title" if not title else "words")
    return GroupText.objects.create(
        town_id=town_of(area), area_id=area.id, area_path=area.path, topic=topic, title=title, words=words,
        made_at=at, made_by=actor.name,
    )  # fmt: skip


@transaction.atomic
def withdraw_text(*, actor: Actor, text_id: UUID, at: datetime) -> GroupText:
    """A text is not to be copied any more (停用). Raises NotFound, NotAllowed, Conflict."""
    row = row_to_keep(actor, GroupText, text_id)
    if row.withdrawn_at is not None:
        raise Conflict(_("已经停用了"))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    return row


@transaction.atomic
def record_broadcast(*, actor: Actor, text_id: UUID, group_ids: Sequence[UUID], on: date, at: datetime) -> int:
    """Write down that a text was copied into groups (群发记录), all or none.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    if on > day_of(at):
        raise Refusal(_("日期不能在今天以后"), field="on")
    if not group_ids:
        raise Refusal(_("请选发到哪些群"), field="groups")
    text = GroupText.objects.everywhere("a text of an area is for all below it").filter(pk=text_id).first()
    kept = ChatGroup.objects.within(actor.scope("team.keep")).filter(pk__in=list(group_ids), closed_on=None)
    groups = list(kept)
    if text is None or len(groups) < len(set(group_ids)) or any(not _is_for(text, group) for group in groups):
        raise NotFound(STRANGE)
    rows = [
        Broadcast(
            town_id=group.town_id, group=group, text=text, sent_on=on, recorded_at=at, recorded_by=actor.name
        )
        for group in groups
    ]  # fmt: skip
    with refusing(BROKEN):
        Broadcast.objects.bulk_create(rows)
    return len(rows)


def _is_for(text: GroupText, group: ChatGroup) -> bool:
    return group.area_path.startswith(text.area_path) or text.area_path.startswith(group.area_path)
