"""Every change to accounts and grants goes through here, and each leaves an audit entry."""

from .accounts import change_password, create_account, create_accounts, set_account_active
from .audit import record
from .grants import grant_role, grant_roles, revoke_grants
from .signin import CodeNeeded, confirm_totp, drop_totp, offer_totp, sign_in, sign_in_by_code, sign_out

__all__ = [
    "CodeNeeded",
    "change_password",
    "confirm_totp",
    "create_account",
    "create_accounts",
    "drop_totp",
    "grant_role",
    "grant_roles",
    "offer_totp",
    "record",
    "revoke_grants",
    "set_account_active",
    "sign_in",
    "sign_in_by_code",
    "sign_out",
]
