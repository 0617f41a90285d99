"""Checks of how matters are graded, what may be asked for meanwhile, and who comes when the whistle is blown."""

from collections.abc import Iterable, Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, Path, level_unknown, repeated, unable, unknown
from wangge.ground.rulebook.checks.matters import codes
from wangge.ground.rulebook.schema.base import is_at_or_above
from wangge.ground.rulebook.schema.categories import Category
from wangge.ground.rulebook.schema.channels import Channel
from wangge.ground.rulebook.schema.clocks import Clocks
from wangge.ground.rulebook.schema.grading import Grading
from wangge.ground.rulebook.schema.place import Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.rights import Rights
from wangge.ground.rulebook.schema.roles import Role
from wangge.ground.rulebook.schema.routing import Routing
from wangge.ground.rulebook.schema.units import Units
from wangge.ground.rulebook.schema.whistle import Whistle


def grades_are_known(
    grading: Grading, categories: tuple[Category, ...], clocks: Clocks, place: Place
) -> Iterator[Finding]:
    """Levels exist; categories and clocks name only grades there are."""
    grades = [grade.code for grade in grading.grades]
    for index, grade in enumerate(grading.grades):
        yield from level_unknown("grading", ("grades", index, "solved_at"), grade.solved_at, place)
    for index, category in enumerate(categories):
        yield from unknown("categories", ("categories", index, "grade"), category.grade, grades, "grading.toml")
    for index, rule in enumerate(clocks.rules):
        yield from unknown("clocks", ("rules", index, "match", "grade"), rule.match.grade, grades, "grading.toml")


def rights_name_what_exists(rights: Rights, channels: tuple[Channel, ...], posts: Posts) -> Iterator[Finding]:
    """Reasons once each; channels and posts are known."""
    yield from repeated("rights", ("pauses", "code"), (one.code for one in rights.pauses), "暂停理由")
    yield from repeated("rights", ("refusals", "code"), (one.code for one in rights.refusals), "不予受理的理由")
    known_posts = [post.code for post in posts.kinds]
    named: list[tuple[Path, Iterable[str], Iterable[str], str]] = [
        (("sign_off", "channels"), rights.sign_off.channels, codes(channels), "channels.toml"),
        (("sign_off", "posts"), rights.sign_off.posts, known_posts, "posts.toml"),
        (("custody_posts",), rights.custody_posts, known_posts, "posts.toml"),
        (
            ("petition", "channels"),
            rights.petition.channels if rights.petition else (),
            codes(channels),
            "channels.toml",
        ),
    ]
    for path, given, known, where in named:
        for index, code in enumerate(given):
            yield from unknown("rights", (*path, index), code, known, where)
    if rights.sign_off.channels and not rights.sign_off.posts:
        yield Finding("rights", ("sign_off", "posts"), "要签批，就要写明由哪些岗位签批")


def somebody_decides(
    rights: Rights, routing: Routing, units: Units, posts: Posts, roles: tuple[Role, ...], place: Place
) -> Iterator[Finding]:
    """What may be asked for finds a desk that decides it at the top of the place."""
    asked = rights.extension or rights.pauses or rights.suspension or rights.refusals
    kinds = {kind.code: kind for kind in units.kinds}
    deciding = [kinds[d.unit_kind] for d in routing.desks if "decide" in d.duties and d.unit_kind in kinds]
    top = place.levels[0].level if place.levels else "town"
    if asked and not any(is_at_or_above(kind.level, top) for kind in deciding):
        yield Finding("routing", ("desks",), "可以申请延期、挂账等，就要有最高一级的单位承担“审定”（decide）")
    signing = [post for post in posts.kinds if post.code in rights.sign_off.posts]
    for post in signing:
        if post.unit_kind in kinds:
            path = ("sign_off", "posts", rights.sign_off.posts.index(post.code))
            yield from unable("rights", path, kinds[post.unit_kind], "case.sign_off", posts, roles)


def whistles_call_somebody(whistle: Whistle, units: Units, posts: Posts, roles: tuple[Role, ...]) -> Iterator[Finding]:
    """Kinds once each; those who ask and blow exist, and somebody there may."""
    yield from repeated("whistle", ("kinds", "code"), (kind.code for kind in whistle.kinds), "哨")
    kinds = {kind.code: kind for kind in units.kinds}
    for index, kind in enumerate(whistle.kinds):
        here: Path = ("kinds", index)
        for key, given in (("asked_by", kind.asked_by), ("blown_by", kind.blown_by)):
            for row, code in enumerate(given):
                yield from unknown("whistle", (*here, key, row), code, kinds, "units.toml 的 kinds")
        for code in kind.blown_by:
            if code in kinds:
                yield from unable("whistle", (*here, "blown_by"), kinds[code], "case.whistle", posts, roles)
        if not kind.blown_by:
            yield Finding("whistle", (*here, "blown_by"), "要写明由哪一级单位吹哨")
        for row, code in enumerate(kind.member_posts):
            known = [post.code for post in posts.kinds]
            yield from unknown("whistle", (*here, "member_posts", row), code, known, "posts.toml")
        if kind.calls == "party_members" and not kind.member_posts:
            yield Finding("whistle", (*here, "member_posts"), "叫党员报到，要写明是哪些岗位的人")


CHECKS: tuple[Check, ...] = (
    (("grading", "categories", "clocks", "place"), grades_are_known),
    (("rights", "channels", "posts"), rights_name_what_exists),
    (("rights", "routing", "units", "posts", "roles", "place"), somebody_decides),
    (("whistle", "units", "posts", "roles"), whistles_call_somebody),
)
