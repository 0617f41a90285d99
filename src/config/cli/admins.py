"""`wangge admins`: the three administrators of a new installation; they open every other account in the workbench."""

import argparse
import sys

from django.db import transaction
from django.utils import timezone

from wangge.core.access.models import AuditAction, Grant
from wangge.core.access.operations import create_accounts, grant_roles, record
from wangge.core.access.operations.accounts import NewAccount
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import system_actor
from wangge.ground.foundation.ids import readable_code
from wangge.ground.rulebook.permissions import ADMIN_ROLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for code, role in ADMIN_ROLES.items():
        name = code.removesuffix("_admin")
        parser.add_argument(f"--{name}", default=f"{name}.admin", metavar="登录名", help=f"{role.label}的登录名")


def run(options: argparse.Namespace) -> int:
    logins = {code: getattr(options, code.removesuffix("_admin")) for code in ADMIN_ROLES}
    if len(set(logins.values())) < len(logins):
        print("三个管理员必须由三个人担任：请写三个不同的登录名。", file=sys.stderr)
        return 2
    if Grant.objects.filter(role__in=ADMIN_ROLES).exists():
        print("已经有管理员：请由他们在工作台“账号”里新建账号、授权。", file=sys.stderr)
        return 1
    passwords = appoint(logins)
    print("下面的密码只显示这一次，首次登录要修改，并绑定动态口令：")
    for code, login in logins.items():
        print(f"  {ADMIN_ROLES[code].label}  {login}  {passwords[login]}")
    return 0


@transaction.atomic
def appoint(logins: dict[str, str]) -> dict[str, str]:
    """Open one account for each administrator's role, over everything; the first passwords by login name."""
    at = timezone.now()
    codes = {login: readable_code(16) for login in logins.values()}
    passwords = {login: "-".join(code[i : i + 4] for i in range(0, 16, 4)).lower() for login, code in codes.items()}
    new = [NewAccount(login, str(ADMIN_ROLES[code].label), "/", passwords[login]) for code, login in logins.items()]
    accounts = {account.login_name: account for account in create_accounts(new=new, demonstration=False, at=at)}
    grants = [NewGrant(accounts[login].pk, code, place="", area_path="/") for code, login in logins.items()]
    actor = system_actor(name="wangge admins")
    grant_roles(granted_by=actor.name, new=grants, at=at)
    for code, login in logins.items():
        record(actor=actor, action=AuditAction.GRANTED, at=at, target=login, area_path="/", detail={"role": code})
    return passwords
