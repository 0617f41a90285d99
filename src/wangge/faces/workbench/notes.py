"""One line at the top of the next page."""

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, words: str) -> None:
    """Something was done as asked."""
    messages.success(request, words)


def say_mind(request: HttpRequest, words: str) -> None:
    """Something was done, and there is something to mind."""
    messages.warning(request, words)
