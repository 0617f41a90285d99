import json
from typing import Any

from django.utils.translation import gettext as _

from .base import SendFailed


def read_json(content: bytes) -> dict[str, Any]:
    """The object a gateway answered with. Raises SendFailed, temporary: a proxy's error page passes by."""
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise SendFailed(_("对方的答复看不懂"), temporary=True) from error
    if not isinstance(answer, dict):
        raise SendFailed(_("对方的答复看不懂"), temporary=True)
    return answer
