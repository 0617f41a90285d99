"""Every change to accounts and grants goes through here, and each leaves an audit entry.

What lies below and knows no persons is changed for a person in `tree` (areas), `rules` (rulebooks), `upkeep` (jobs,
the work calendar): the same right-then-audit around their operations.
"""

from wangge.core.access.models import AuditAction

from .accounts import (
    change_password,
    create_account,
    create_accounts,
    open_account,
    reset_password,
    set_account_active,
    unlock_account,
)
from .audit import export_audit, record
from .grants import grant_role, grant_roles, revoke_grants
from .signin import CodeNeeded, confirm_totp, drop_totp, offer_totp, sign_in, sign_in_by_code, sign_out

__all__ = [
    "AuditAction",
    "CodeNeeded",
    "change_password",
    "confirm_totp",
    "create_account",
    "create_accounts",
    "drop_totp",
    "export_audit",
    "grant_role",
    "grant_roles",
    "offer_totp",
    "open_account",
    "record",
    "reset_password",
    "revoke_grants",
    "set_account_active",
    "sign_in",
    "sign_in_by_code",
    "sign_out",
    "unlock_account",
]
