"""A checked file carried from the page that shows it to the page that takes it over: signed, so nobody changes it."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal

HOLDS_FOR = 3600  # seconds
LARGEST = 700_000  # characters; a form may hold a megabyte


def pack(content: Any, *, purpose: str, account_id: UUID) -> str:
    """The content as one hidden field of this person's form. Raises Refusal when it is too large."""
    packed = signing.dumps(content, salt=_salt(purpose, account_id), compress=True)
    if len(packed) > LARGEST:
        raise Refusal(_("文件太大，不能在网页上导入，请系统管理员用命令行导入"), field="file")
    return packed


def unpack(packed: str, *, purpose: str, account_id: UUID) -> Any:
    """What `pack` was given. Raises Refusal when it is too old, changed, or somebody else's."""
    try:
        return signing.loads(packed, salt=_salt(purpose, account_id), max_age=HOLDS_FOR)
    except signing.BadSignature as error:
        raise Refusal(_("检查的结果过期了，请重新上传文件")) from error


def _salt(purpose: str, account_id: UUID) -> str:
    return f"administration.{purpose}.{account_id}"
