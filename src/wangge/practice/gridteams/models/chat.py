from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class ChatGroupRows(AreaScoped["ChatGroup"]):
    area_path = "area_path"


class ChatGroup(models.Model):
    """微信群: that a grid has a group, whose it is and how large; nothing is read out of it, what is known is told.

    `join_words` is what the group's own code says; such codes run out after a few days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    owner_id = models.UUIDField(null=True, help_text="the member who opened it")
    owner_name = models.CharField(max_length=60)
    size = models.PositiveSmallIntegerField(null=True)
    size_on = models.DateField(null=True, help_text="when somebody counted")
    join_words = models.CharField(max_length=200, blank=True)
    join_until = models.DateField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = ChatGroupRows.as_manager()

    class Meta:
        db_table = "gridteams_chat_group"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "area", "name"], condition=Q(closed_on=None), name="chat_group_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="chat_group_is_named"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="chat_group_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="chat_group_path")]

    def __str__(self) -> str:
        return self.name


class GroupTextRows(AreaScoped["GroupText"]):
    area_path = "area_path"


class GroupText(models.Model):
    """文稿: a text to copy into groups, under one of the topics of the place (预防电信诈骗 …)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    words = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)

    objects = GroupTextRows.as_manager()

    class Meta:
        db_table = "gridteams_group_text"
        constraints = [models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="group_text_says_something")]
        indexes = [models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="group_text_path")]

    def __str__(self) -> str:
        return self.title


class BroadcastRows(AreaScoped["Broadcast"]):
    area_path = "group__area_path"


class Broadcast(models.Model):
    """群发记录: somebody copied a text into a group; what was said there stays there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    group = models.ForeignKey(ChatGroup, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.ForeignKey(GroupText, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = BroadcastRows.as_manager()

    class Meta:
        db_table = "gridteams_broadcast"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "group", "text", "sent_on"], name="broadcast_once_a_day")
        ]
        indexes = [models.Index(fields=["text"], name="broadcast_of_text")]
