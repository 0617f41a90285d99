import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.models import Area
from wangge.core.notices.channels import channel_of
from wangge.core.notices.channels.posting import is_public
from wangge.core.notices.lifecycle import DeliveryStatus
from wangge.core.notices.models import Delivery, WebhookTarget
from wangge.core.notices.whereabouts import whereabouts
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal

KIND = re.compile(r"[a-z][a-z0-9_.]{0,39}")
SECRET_BYTES = 32


@dataclass(frozen=True)
class NewWebhook:
    """Another system to be told; without kinds it is told everything that happens in the area."""

    area_path: str
    label: str
    url: str
    kinds: tuple[str, ...] = ()


@transaction.atomic
def add_webhook(*, actor: Actor, new: NewWebhook, at: datetime) -> tuple[WebhookTarget, str]:
    """Register a receiver (推送地址); its secret is shown this once. Raises NotAllowed, Refusal, Conflict."""
    if not actor.can("notice.send", at_path=new.area_path):
        raise NotAllowed(_("你不能在这个范围内设置推送"))
    label, url = new.label.strip(), new.url.strip()
    _check(new.area_path, label, url, new.kinds)
    same = WebhookTarget.objects.everywhere("names are compared at one area").filter(area_path=new.area_path)
    if same.filter(label=label, is_active=True).exists():
        raise Conflict(_("这里已经有同名的推送地址"), field="label")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    target = WebhookTarget(
        town_id=whereabouts(area_paths=[new.area_path])[new.area_path].town_id,
        area_path=new.area_path,
        label=label,
        url=url,
        secret=secret,
        kinds=sorted(set(new.kinds)),
        created_at=at,
    )
    target.save(force_insert=True)
    _record(actor, target, done="added", at=at)
    return target, secret


def _check(area_path: str, label: str, url: str, kinds: tuple[str, ...]) -> None:
    if channel_of("webhook") is None:
        raise Refusal(_("还没有开通系统推送：请系统管理员在 WANGGE_CHANNELS 中加上 webhook"))
    if not Area.objects.filter(path=area_path, closed_on=None).exists():
        raise Refusal(_("没有这个区域"), field="area")
    if not label or len(label) > 60:
        raise Refusal(_("请填写名称，不超过 60 个字"), field="label")
    if not all(KIND.fullmatch(kind) for kind in kinds):
        raise Refusal(_("消息种类写得不对"), field="kinds")
    _check_url(url)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, is_sound = parts.hostname or "", parts.port != 0
    except ValueError:
        host, is_sound = "", False
    if not (is_sound and host and parts.scheme in ("http", "https") and len(url) <= 500 and url.isprintable()):
        raise Refusal(_("请填写完整的 http:// 或 https:// 地址"), field="url")
    if " " in url or parts.username is not None:
        raise Refusal(_("地址里不能有空格、用户名或密码"), field="url")
    if not settings.WEBHOOKS_MAY_BE_PRIVATE and _is_plainly_private(host):
        raise Refusal(_("不能推送到内部网络的地址"), field="url")


def _is_plainly_private(host: str) -> bool:
    """Whether it shows without asking anybody; the address itself is judged again at each sending."""
    try:
        return not is_public(host)
    except ValueError:
        return host.rstrip(".").endswith("localhost")


@transaction.atomic
def remove_webhook(*, actor: Actor, webhook_id: UUID, at: datetime) -> WebhookTarget:
    """Stop telling a receiver (撤销推送); what still waits for it is given up. Raises NotFound, Conflict."""
    rows = WebhookTarget.objects.select_for_update()
    target: WebhookTarget = reach(rows, pk=webhook_id, actor=actor, permission="notice.send", seen_with="notice.send")
    if not target.is_active:
        raise Conflict(_("这个推送地址已经撤销"))
    target.is_active = False
    target.save(update_fields=["is_active"])
    waiting = Delivery.objects.everywhere("all that waits for one receiver").filter(webhook=target)
    waiting = waiting.filter(status=DeliveryStatus.WAITING)
    waiting.update(status=DeliveryStatus.DEAD, last_error=_("这个推送地址已经撤销"))
    _record(actor, target, done="removed", at=at)
    return target


def _record(actor: Actor, target: WebhookTarget, *, done: str, at: datetime) -> None:
    host = urlsplit(target.url).hostname  # the rest of an address may hold a key
    detail = {"webhook": done, "host": host, "kinds": target.kinds}
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=target.label,
        area_path=target.area_path,
        detail=detail,
    )
