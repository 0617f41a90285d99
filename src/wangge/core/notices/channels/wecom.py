"""企业微信: messages of an own app to members, by the interface «发送应用消息»."""

import json
import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .answers import read_json
from .base import Fault, OutgoingChannel, OutgoingMessage, Reaches, SendFailed
from .posting import get, post
from .wording import line_of

MEMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
NEEDED = {
    "CORP_ID": gettext_lazy("企业 ID"),
    "AGENT_ID": gettext_lazy("应用的 AgentId"),
    "SECRET": gettext_lazy("应用的 Secret"),
}
STALE_TOKEN = frozenset({40014, 42001})
BUSY = frozenset({-1, 45009, 45033})  # system busy, called too often, too many at once
NOBODY_REACHED = 81013
TOKEN_MARGIN = 300.0
TEXT_BYTES = 2048
TWICE_WITHIN = 1800  # seconds in which the same text to the same member goes once

_tokens: dict[tuple[str, str], tuple[str, float]] = {}


class WeComChannel(OutgoingChannel):
    """One call for up to 1,000 members; spread out and away from the full and half hours, when everybody sends."""

    code = "wecom"
    label = gettext_lazy("企业微信")
    reaches = Reaches.ADDRESS
    recipients_per_call = 1000
    spread = timedelta(minutes=5)
    crowded_minutes = frozenset({59, 0, 1, 29, 30, 31})

    def check(self) -> list[Fault]:
        missing = [
            Fault(
                _("企业微信：没有设置{what}").format(what=what),
                _("在企业微信管理后台的应用页面查到，设置 WANGGE_WECOM_{name}").format(name=name),
            )
            for name, what in NEEDED.items()
            if not settings.WECOM[name]
        ]
        if missing:
            return missing
        if not settings.WECOM["AGENT_ID"].isdigit():
            return [Fault(_("企业微信：AgentId 应是数字"), _("改正 WANGGE_WECOM_AGENT_ID"))]
        try:
            _new_token()
        except SendFailed as failure:
            mend = _("核对企业 ID 和 Secret，把本机出口地址加入应用的可信 IP，并确认本机能访问企业微信")
            return [Fault(_("企业微信：取不到调用凭证（{why}）").format(why=failure.words), mend)]
        return []

    def fault_of_address(self, address: str) -> str | Promise | None:
        return None if MEMBER.fullmatch(address) else gettext_lazy("请填写企业微信通讯录里的成员账号")

    def send(self, message: OutgoingMessage) -> None:
        if not all(settings.WECOM[name] for name in NEEDED) or not settings.WECOM["AGENT_ID"].isdigit():
            raise SendFailed(_("企业微信还没有设置完整"), temporary=True)
        body = json.dumps(_body(message), ensure_ascii=False).encode()
        answer = _send(body, token=_token())
        if answer.get("errcode") in STALE_TOKEN:
            answer = _send(body, token=_new_token())
        _check_sent(answer, message)


def _body(message: OutgoingMessage) -> dict[str, Any]:
    content = line_of(message).encode()[:TEXT_BYTES].decode(errors="ignore")
    return {
        "touser": "|".join(one.address for one in message.recipients),
        "msgtype": "text",
        "agentid": int(settings.WECOM["AGENT_ID"]),
        "text": {"content": content},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": TWICE_WITHIN,
    }


def _check_sent(answer: dict[str, Any], message: OutgoingMessage) -> None:
    code = answer.get("errcode")
    if code != 0:
        words = _("企业微信没有接收：{code} {message}")
        said = str(answer.get("errmsg", "")).partition(",")[0][:100]  # what follows the comma are hints with addresses
        raise SendFailed(words.format(code=code, message=said), temporary=code in BUSY or code in STALE_TOKEN)
    missed = {name for key in ("invaliduser", "unlicenseduser") for name in str(answer.get(key) or "").split("|")}
    known = {one.address.lower(): one.address for one in message.recipients}
    not_reached = {known[name.lower()] for name in missed if name.lower() in known}
    if not_reached:
        raise SendFailed(_("企业微信里没有这个成员，或应用对他不可见"), temporary=False, not_reached=not_reached)


def _send(body: bytes, *, token: str) -> dict[str, Any]:
    url = f"{settings.WECOM['URL']}/cgi-bin/message/send?{urlencode({'access_token': token})}"
    return read_json(post(url=url, body=body, headers={"Content-Type": "application/json"}))


def _token() -> str:
    """The call token (access_token), asked for anew shortly before it runs out."""
    kept = _tokens.get((settings.WECOM["CORP_ID"], settings.WECOM["AGENT_ID"]))
    return kept[0] if kept is not None and kept[1] > time.monotonic() else _new_token()


def _new_token() -> str:
    asked = {"corpid": settings.WECOM["CORP_ID"], "corpsecret": settings.WECOM["SECRET"]}
    answer = read_json(get(url=f"{settings.WECOM['URL']}/cgi-bin/gettoken?{urlencode(asked)}"))
    token = answer.get("access_token")
    if answer.get("errcode", 0) != 0 or not isinstance(token, str):
        words = _("企业微信不给凭证：错误码 {code}").format(code=answer.get("errcode"))
        raise SendFailed(words, temporary=True)
    until = time.monotonic() + float(answer.get("expires_in", 7200)) - TOKEN_MARGIN
    _tokens[settings.WECOM["CORP_ID"], settings.WECOM["AGENT_ID"]] = (token, until)
    return token
