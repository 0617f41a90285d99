"""Short messages (短信) through the county's gateway.

Gateways differ; this speaks one small signed form, and the gateway, or a few lines in front of it, maps it:
POST application/x-www-form-urlencoded with key_id, timestamp, nonce, phone, sign, template, params (JSON:
title, label) and signature = HMAC-SHA256 in hexadecimal, keyed with the secret, over the other fields sorted
by name and URL-encoded. The answer is JSON; `code` 0 or "OK" means taken, anything else comes with `message`.
"""

import hashlib
import hmac
import json
import re
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .answers import read_json
from .base import Fault, OutgoingChannel, OutgoingMessage, Reaches, Recipient, SendFailed
from .posting import post

MOBILE = re.compile(r"1[3-9][0-9]{9}")
TAKEN = ("0", "OK")
NEEDED = {
    "URL": gettext_lazy("网关地址"),
    "KEY_ID": gettext_lazy("网关给的账号"),
    "SECRET": gettext_lazy("网关给的密钥"),
    "SIGN": gettext_lazy("已报备的短信签名"),
    "TEMPLATE": gettext_lazy("已报备的模板编号"),
}


class SmsChannel(OutgoingChannel):
    """One request per telephone; the text itself is the template registered with the gateway."""

    code = "sms"
    label = gettext_lazy("短信")
    reaches = Reaches.ADDRESS

    def check(self) -> list[Fault]:
        faults = [
            Fault(
                _("短信：没有设置{what}").format(what=what),
                _("向县里的短信网关要来，设置 WANGGE_SMS_{name}").format(name=name),
            )
            for name, what in NEEDED.items()
            if not settings.SMS[name]
        ]
        if settings.SMS["URL"] and urlsplit(settings.SMS["URL"]).scheme != "https":
            faults.append(Fault(_("短信：网关地址没有加密，号码会明文传出"), _("WANGGE_SMS_URL 改用 https 地址")))
        return faults

    def fault_of_address(self, address: str) -> str | Promise | None:
        return None if MOBILE.fullmatch(address) else gettext_lazy("请填写 11 位手机号码")

    def send(self, message: OutgoingMessage) -> None:
        if not all(settings.SMS[name] for name in NEEDED):
            raise SendFailed(_("短信网关还没有设置完整"), temporary=True)
        for recipient in message.recipients:
            body = urlencode(_signed(_fields(message, recipient))).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = read_json(post(url=settings.SMS["URL"], body=body, headers=headers))
            if str(answer.get("code")).upper() not in TAKEN:
                words = _("短信网关没有接收：{code} {message}")
                raise SendFailed(
                    words.format(code=answer.get("code"), message=str(answer.get("message", ""))[:100]),
                    temporary=False,
                )


def _fields(message: OutgoingMessage, recipient: Recipient) -> dict[str, str]:
    return {
        "key_id": settings.SMS["KEY_ID"],
        "timestamp": str(int(message.sent_at.timestamp())),
        "nonce": str(message.id),
        "phone": recipient.address,
        "sign": settings.SMS["SIGN"],
        "template": settings.SMS["TEMPLATE"],
        "params": json.dumps({"title": message.title, "label": message.subject.label}, ensure_ascii=False),
    }


def _signed(fields: dict[str, str]) -> dict[str, str]:
    said = urlencode(sorted(fields.items()))
    key = settings.SMS["SECRET"].encode()
    return fields | {"signature": hmac.new(key, said.encode(), hashlib.sha256).hexdigest()}
