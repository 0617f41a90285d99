"""Where a request came from."""

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address the server in front of us names."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
