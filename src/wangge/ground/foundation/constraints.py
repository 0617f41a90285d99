"""Constraints of the database, said to people in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise

from .errors import Conflict


@contextmanager
def refusing(words: Mapping[str, str | Promise]) -> Iterator[None]:
    """Turn a broken constraint into a Conflict with the words of its name; any other database fault rises."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        name = str(getattr(getattr(broken.__cause__, "diag", None), "constraint_name", ""))
        if name not in words:
            raise
        raise Conflict(words[name]) from broken
