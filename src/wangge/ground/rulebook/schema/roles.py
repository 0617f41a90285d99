"""roles.toml: the place's roles as bundles of permissions."""

from typing import Self

from pydantic import model_validator

from wangge.ground.rulebook.permissions import ADMIN_ROLES, PERMISSION_LABELS, Permission, separation_broken
from wangge.ground.rulebook.schema.base import Code, Label, Strict


class Role(Strict):
    """What the holder of a post or grant may do at the area of the grant and below."""

    code: Code
    label: Label
    permissions: tuple[Permission, ...]

    @model_validator(mode="after")
    def _permissions_may_be_held_together(self) -> Self:
        if self.code in ADMIN_ROLES:
            raise ValueError(f"“{self.code}” 是全系统的管理员角色，地方规则不能改写")
        if len(set(self.permissions)) != len(self.permissions):
            raise ValueError("同一权限写了两次")
        broken = separation_broken(frozenset(self.permissions))
        if broken is not None:
            left, right = (f"{PERMISSION_LABELS[code]}({code})" for code in broken)
            raise ValueError(f"同一角色不能既能“{left}”又能“{right}”")
        return self


class RolesFile(Strict):
    """The content of roles.toml."""

    roles: tuple[Role, ...]
