"""Sending over HTTP with the standard library, so that a stranger's address can do no harm.

No redirect is followed. Strangers are the addresses that towns register: they lead to the public network
only, judged by the address connected to and not by what a name stood for earlier, and get no more time
when they answer drop by drop.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from .base import SendFailed

TIMEOUT = 10.0
ADDRESSES_TRIED = 2  # usually one of each family
ANSWER_LIMIT = 64 * 1024
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})


def post(*, url: str, body: bytes, headers: Mapping[str, str], to_stranger: bool = False) -> bytes:
    """POST and return the answer. Raises SendFailed; its words never repeat the address."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310 - see _opener
    return _ask(request, to_stranger)


def get(
    *, url: str, headers: Mapping[str, str] | None = None, to_stranger: bool = False, most: int = ANSWER_LIMIT
) -> bytes:
    """GET and return the answer, at most so many bytes. Raises SendFailed; its words never repeat the address."""
    request = urllib.request.Request(url, headers=dict(headers or {}), method="GET")  # noqa: S310 - see _opener
    return _ask(request, to_stranger, most)


def _ask(request: urllib.request.Request, to_stranger: bool, most: int = ANSWER_LIMIT) -> bytes:
    try:
        with _opener(to_stranger).open(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(most)
            return content
    except urllib.error.HTTPError as error:
        error.close()
        temporary = error.code >= 500 or error.code in WORTH_ANOTHER_TRY
        raise SendFailed(_("对方答复 HTTP {code}").format(code=error.code), temporary=temporary) from error
    except TimeoutError as error:
        raise SendFailed(_("对方 {seconds} 秒内没有答复").format(seconds=int(TIMEOUT)), temporary=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise SendFailed(_why(error), temporary=True) from error
    except ValueError as error:
        raise SendFailed(_("地址不是有效的 http 或 https 地址"), temporary=False) from error


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return _("对方 {seconds} 秒内没有答复").format(seconds=int(TIMEOUT))
    if isinstance(reason, ssl.SSLError):
        return _("对方的证书不可信或加密连接失败")
    if isinstance(reason, socket.gaierror):
        return _("找不到对方的域名")
    return _("连不上对方（{name}）").format(name=type(reason).__name__)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected POST would lose its body or carry its secret elsewhere."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], *rest: Any) -> None:
        fp.close()
        raise SendFailed(_("对方把地址转到了别处；请改填最终的地址"), temporary=False)


@lru_cache(maxsize=2)
def _opener(to_stranger: bool) -> urllib.request.OpenerDirector:
    """An opener for http and https and nothing else."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.UnknownHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirects(),
    ]
    if to_stranger:
        handlers += [_StrangerHttpHandler(), _StrangerHttpsHandler()]
    else:
        handlers += [urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()]
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def _connect(host: str, port: int, timeout: float | None) -> socket.socket:
    """Connect to a stranger. Raises SendFailed when any of its addresses is private."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not settings.WEBHOOKS_MAY_BE_PRIVATE and not all(is_public(str(one[4][0])) for one in found):
        raise SendFailed(_("这个地址在内部网络上，不允许推送"), temporary=False)
    *others, last = [str(one[4][0]) for one in found[:ADDRESSES_TRIED]]
    for address in others:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout)
    return socket.create_connection((last, port), timeout)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public network."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


class _Hurried(socket.socket):
    """A socket that is read until one moment, however little comes each time."""

    ends_at: float

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(max(self.ends_at - time.monotonic(), 0.001))
        return super().recv_into(*args, **kwargs)


class _HurriedTls(ssl.SSLSocket):
    ends_at: float

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(max(self.ends_at - time.monotonic(), 0.001))
        return super().recv_into(*args, **kwargs)


class _StrangerConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        plain = _Hurried(fileno=_connect(self.host, self.port, self.timeout).detach())
        plain.settimeout(self.timeout)
        plain.ends_at = time.monotonic() + TIMEOUT
        self.sock = plain


class _StrangerTlsConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        context = ssl.create_default_context()
        context.sslsocket_class = _HurriedTls
        sealed = context.wrap_socket(_connect(self.host, self.port, self.timeout), server_hostname=self.host)
        assert isinstance(sealed, _HurriedTls)
        sealed.ends_at = time.monotonic() + TIMEOUT
        self.sock = sealed


class _StrangerHttpHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_StrangerConnection, request)


class _StrangerHttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_StrangerTlsConnection, request)
