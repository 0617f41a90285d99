"""The door of the web server: whom it believes about the client."""

import pytest

from config import wsgi


def environ(came_from: str, forwarded: str) -> dict[str, object]:
    return {"REMOTE_ADDR": came_from, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.mark.parametrize(
    ("came_from", "forwarded", "believed"),
    [
        ("127.0.0.1", "203.0.113.9", ("203.0.113.9", "https")),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", ("203.0.113.9", "https")),
        ("203.0.113.9", "198.51.100.1", ("203.0.113.9", None)),
    ],
    ids=["through the proxy", "invented by the client", "around the proxy"],
)
def test_address_of_the_client_is_believed_only_from_the_proxy(came_from, forwarded, believed):
    seen = environ(came_from, forwarded)
    door = wsgi.wrap_wsgi_with_proxy_headers(lambda scope, _: [], wsgi.TRUSTED_PROXIES)

    door(seen, None)

    assert (seen["REMOTE_ADDR"], seen.get("wsgi.url_scheme")) == believed
