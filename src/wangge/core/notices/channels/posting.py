"""Sending over HTTP with the standard library, so that a stranger's address can do no harm.

No redirect is followed; an address given by a town leads to the public network only, and it is the
address connected to that is judged, not the one a name stood for a moment earlier.
"""

import http.client
import ipaddress
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import lru_cache
from typing import IO, Any

from django.utils.translation import gettext as _

from .base import SendFailed

TIMEOUT = 10.0
ANSWER_LIMIT = 64 * 1024
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})


def post(*, url: str, body: bytes, headers: Mapping[str, str], public_only: bool = False) -> bytes:
    """POST and return the answer. Raises SendFailed; its words never repeat the address."""
    return _ask(urllib.request.Request(url, data=body, headers=dict(headers), method="POST"), public_only)  # noqa: S310 - http(s) only, see _opener


def get(*, url: str) -> bytes:
    """GET and return the answer. Raises SendFailed; its words never repeat the address."""
    return _ask(urllib.request.Request(url, method="GET"), public_only=False)  # noqa: S310 - http(s) only, see _opener


def _ask(request: urllib.request.Request, public_only: bool) -> bytes:
    try:
        with _opener(public_only).open(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(ANSWER_LIMIT)
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
def _opener(public_only: bool) -> urllib.request.OpenerDirector:
    """An opener for http and https and nothing else."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.UnknownHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirects(),
    ]
    if public_only:
        handlers += [_PublicHttpHandler(), _PublicHttpsHandler()]
    else:
        handlers += [urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler()]
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def _connect(host: str, port: int, timeout: float | None) -> socket.socket:
    """Connect to a host all of whose addresses are public. Raises SendFailed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(one[4][0])) for one in found):
        raise SendFailed(_("这个地址在内部网络上，不允许推送"), temporary=False)
    return socket.create_connection((str(found[0][4][0]), port), timeout)


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public network."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


class _PublicConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = _connect(self.host, self.port, self.timeout)


class _PublicTlsConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        plain = _connect(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


class _PublicHttpHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PublicConnection, request)


class _PublicHttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PublicTlsConnection, request)
