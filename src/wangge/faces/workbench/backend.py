"""How Django finds the account of a session; who may sign in is decided by `access`."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from wangge.core.access.queries import active_account

if TYPE_CHECKING:
    from wangge.core.access.models import Account


class AccountBackend(BaseBackend):
    """The one backend: accounts come back by their id, nobody signs in here."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody: signing in is `access.operations.sign_in`."""

    def get_user(self, user_id: UUID) -> "Account | None":
        return active_account(account_id=user_id)
