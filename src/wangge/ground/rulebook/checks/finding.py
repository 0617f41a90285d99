"""What a check finds, and the small questions that all checks ask."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wangge.ground.rulebook.permissions import PERMISSION_LABELS, Permission
from wangge.ground.rulebook.schema.base import Level
from wangge.ground.rulebook.schema.place import Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.roles import Role
from wangge.ground.rulebook.schema.units import UnitKind

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One fault: the topic it is in, the keys that lead to it, and what is wrong."""

    topic: str
    path: Path
    message: str


# The topics a check reads, in the order of its parameters; it runs as soon as these are sound by themselves.
Check = tuple[tuple[str, ...], Callable[..., Iterator[Finding]]]


def repeated(topic: str, where: Path, keys: Iterable[object], what: str) -> Iterator[Finding]:
    """A key that stands twice in the list at `where[0]`; the rest of `where` leads to the key within an entry."""
    seen: set[object] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield Finding(topic, (where[0], index, *where[1:]), f"{what} “{key}” 重复了")
        seen.add(key)


def unknown(topic: str, path: Path, code: str | None, known: Iterable[str], where: str) -> Iterator[Finding]:
    """A code that is not among the known ones."""
    if code is not None and code not in set(known):
        yield Finding(topic, path, f"{where} 里没有 “{code}”")


def level_unknown(topic: str, path: Path, level: Level, place: Place) -> Iterator[Finding]:
    """A level that the place does not have."""
    if level not in {rule.level for rule in place.levels}:
        yield Finding(topic, path, f"place.toml 的 levels 里没有 “{level}” 这一级")


def unable(
    topic: str, path: Path, kind: UnitKind, permission: Permission, posts: Posts, roles: tuple[Role, ...]
) -> Iterator[Finding]:
    """A unit kind none of whose posts carries the permission."""
    able = {role.code for role in roles if permission in role.permissions}
    if not any(post.unit_kind == kind.code and post.role in able for post in posts.kinds):
        message = f"“{kind.label}”里没有一个岗位的角色能“{PERMISSION_LABELS[permission]}”（{permission}）"
        yield Finding(topic, path, message)
