"""The agreement with an upstream platform, as the system administrator sets it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.core.access.operations import AuditAction, record
from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.tickets import LONGEST_SYSTEM
from wangge.core.places.queries import in_force
from wangge.faces.exchange.lifecycle import ReturnWay
from wangge.faces.exchange.models import UNSENT, ResultReturn, UpstreamSystem
from wangge.faces.exchange.statuses import StatusMap
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.schema.base import UnknownCode

SECRET_BYTES = 32
ADDRESSES = ("pull_url", "list_url", "return_url")


@dataclass(frozen=True)
class Agreement:
    """What is agreed with an upstream platform; an empty secret keeps the one there is."""

    label: str
    channel: str
    statuses: StatusMap
    categories: dict[str, str] = field(default_factory=dict)
    is_active: bool = True
    pull_url: str = ""
    list_url: str = ""
    return_url: str = ""
    returns_by: str = ""  # one of ReturnWay, or nothing goes back
    token: str = field(default="", repr=False)


@transaction.atomic
def add_system(
    *, actor: Actor, town_id: UUID, code: str, agreed: Agreement, at: datetime
) -> tuple[UpstreamSystem, str]:
    """Connect an upstream platform (上级平台); the secret for its pushes is shown this once.

    Raises NotFound, NotAllowed, Refusal, Conflict.
    """
    town = areas_in_memory().by_id.get(town_id)
    if town is None or town.town_id != town.id:
        raise NotFound(_("没有这个乡镇"))
    if not actor.can("rulebook.apply", at_path=town.path):
        raise NotAllowed(_("你不能在这里设置上级平台"))
    if not (
        2 <= len(code) <= LONGEST_SYSTEM and code.isascii() and code.islower() and code.replace("_", "a").isalnum()
    ):
        raise Refusal(_("代码用小写英文字母开头，2 到 20 个字母或数字"), field="code")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = UpstreamSystem(town_id=town.id, area_path=town.path, code=code, push_secret=secret, changed_at=at)
    _apply(row, agreed, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("这里已经有代码相同的上级平台"), field="code") from error
    _record(actor, row, done="added", at=at)
    return row, secret


@transaction.atomic
def change_system(*, actor: Actor, system_id: UUID, agreed: Agreement, at: datetime) -> UpstreamSystem:
    """Change what is agreed with an upstream platform. Raises NotFound, NotAllowed, Refusal."""
    row = _reach(actor, system_id)
    _apply(row, agreed, at=at)
    row.save()
    _record(actor, row, done="changed", at=at)
    return row


@transaction.atomic
def renew_secret(*, actor: Actor, system_id: UUID, at: datetime) -> tuple[UpstreamSystem, str]:
    """A new secret for pushes; the old one is dead at once. Raises NotFound, NotAllowed."""
    row = _reach(actor, system_id)
    row.push_secret = secret = secrets.token_urlsafe(SECRET_BYTES)
    row.changed_at = at
    row.save()
    _record(actor, row, done="secret renewed", at=at)
    return row, secret


@transaction.atomic
def send_again(*, actor: Actor, system_id: UUID, at: datetime) -> int:
    """Let results that were tried in vain go again at once; returns how many. Raises NotFound, NotAllowed."""
    row = _reach(actor, system_id)
    rows = ResultReturn.objects.everywhere("of a system already reached").filter(system=row, attempts__gt=0)
    count = rows.filter(UNSENT).update(attempts=0, due_at=at)
    _record(actor, row, done="results sent again", at=at)
    return count


def _reach(actor: Actor, system_id: UUID) -> UpstreamSystem:
    rows = UpstreamSystem.objects.select_for_update()
    row: UpstreamSystem = reach(rows, pk=system_id, actor=actor, permission="rulebook.apply", seen_with="case.import")
    return row


def _apply(row: UpstreamSystem, agreed: Agreement, *, at: datetime) -> None:
    _check(row, agreed)
    row.label, row.channel, row.is_active = agreed.label.strip(), agreed.channel, agreed.is_active
    row.statuses, row.categories = agreed.statuses.kept(), dict(agreed.categories)
    if row.pull_url != agreed.pull_url:
        row.cursor = ""  # another address counts from its own beginning
    row.pull_url, row.list_url, row.return_url = agreed.pull_url, agreed.list_url, agreed.return_url
    row.returns_by, row.changed_at = agreed.returns_by, at
    if agreed.token:
        row.token = agreed.token


def _check(row: UpstreamSystem, agreed: Agreement) -> None:
    if not agreed.label.strip() or len(agreed.label.strip()) > 60:
        raise Refusal(_("请填写名称，不超过 60 个字"), field="label")
    rules = in_force(place=areas_in_memory().place_of(row.town_id)).rules
    try:
        rules.channel(agreed.channel)
    except UnknownCode as error:
        raise Refusal(str(error), field="channel") from error
    for word, code in agreed.categories.items():
        try:
            rules.category(code)
        except UnknownCode as error:
            raise Refusal(f"{word}：{error}", field="categories") from error
    if agreed.returns_by not in ("", *ReturnWay.values):
        raise Refusal(_("没有这种回传方式"), field="returns_by")
    for name in ADDRESSES:
        check_url(url=getattr(agreed, name), field=name)
    if agreed.returns_by == ReturnWay.CALL and not agreed.return_url:
        raise Refusal(_("用接口回传要填写回传地址"), field="return_url")


def check_url(*, url: str, field: str) -> None:
    """An address must be whole and carry no password. Raises Refusal."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        is_sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not (is_sound and parts.scheme in ("http", "https") and len(url) <= 500 and url.isprintable()):
        raise Refusal(_("请填写完整的 http:// 或 https:// 地址"), field=field)
    if " " in url or parts.username is not None:
        raise Refusal(_("地址里不能有空格、用户名或密码"), field=field)


def _record(actor: Actor, row: UpstreamSystem, *, done: str, at: datetime) -> None:
    hosts = sorted({urlsplit(url).hostname or "" for url in (row.pull_url, row.list_url, row.return_url) if url})
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=row.label,
        area_path=row.area_path,
        detail={"upstream": done, "code": row.code, "hosts": hosts},
    )
