"""Speaking with an upstream platform over HTTP: its token with every question, our signature with every result."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from wangge.core.notices.channels.posting import get, post
from wangge.core.notices.channels.webhook import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, signature

from .models import UpstreamSystem

LARGEST_ANSWER = 8 << 20
MOST_PAGES = 200


class BadAnswer(Exception):
    """The upstream answered, but not with tickets; `words` are for the administrator."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Portion:
    """One page of an upstream's tickets and where the next one begins."""

    records: list[dict[str, Any]]
    next_cursor: str


def is_stranger(url: str) -> bool:
    """Whether an address must lead to the public network: every host the site itself has not named."""
    return (urlsplit(url).hostname or "") not in settings.UPSTREAM_HOSTS


def portions(*, system: UpstreamSystem, url: str, cursor: str = "") -> Iterator[Portion]:
    """The pages of tickets from a cursor on. Raises SendFailed, BadAnswer."""
    for _number in range(MOST_PAGES):
        sign = "&" if "?" in url else "?"
        asked = url + (f"{sign}{urlencode({'cursor': cursor})}" if cursor else "")
        headers = {"Accept": "application/json", "User-Agent": "Wangge"}
        if system.token:
            headers["Authorization"] = f"Bearer {system.token}"
        answer = get(url=asked, headers=headers, to_stranger=is_stranger(url), most=LARGEST_ANSWER)
        portion = _portion(answer)
        yield portion
        if not portion.next_cursor or portion.next_cursor == cursor or not portion.records:
            return
        cursor = portion.next_cursor


def _portion(answer: bytes) -> Portion:
    found = read_json(answer)
    cursor = found.get("next") or ""
    if not isinstance(cursor, str | int) or len(str(cursor)) > 200 or not str(cursor).isprintable():
        raise BadAnswer(_("对方的答复里 next 看不懂"))
    return Portion(records_in(found), str(cursor))


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadAnswer."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadAnswer(_("不是完整的 JSON")) from error
    if not isinstance(found, dict):
        raise BadAnswer(_("JSON 的最外层应当是一个对象"))
    return found


def records_in(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The tickets of an answer or a push. Raises BadAnswer."""
    records = found.get("tickets")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BadAnswer(_("JSON 里没有 tickets，或者它不是一串工单"))
    return records


def send_result(*, system: UpstreamSystem, step_id: UUID, content: dict[str, Any], at: datetime) -> None:
    """Tell the upstream how a ticket stands; told again it carries the same id. Raises SendFailed."""
    body = json.dumps(content, ensure_ascii=False).encode()
    timestamp = str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Wangge",
        ID_HEADER: str(step_id),
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: f"sha256={signature(secret=system.push_secret, timestamp=timestamp, body=body)}",
    }
    if system.token:
        headers["Authorization"] = f"Bearer {system.token}"
    post(url=system.return_url, body=body, headers=headers, to_stranger=is_stranger(system.return_url))
