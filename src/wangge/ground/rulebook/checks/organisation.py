"""Checks of the place itself, its units, roles and posts."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from wangge.ground.rulebook.checks.finding import Check, Finding, Path, level_unknown, repeated, unknown
from wangge.ground.rulebook.schema.base import LEVELS, is_at_or_above
from wangge.ground.rulebook.schema.place import LEVEL_OF_DIVISION, Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.roles import Role
from wangge.ground.rulebook.schema.units import NamedUnit, Units
from wangge.ground.rulebook.words import LABELS

_LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=day) for day in range(366)]


def levels_are_in_order(place: Place) -> Iterator[Finding]:
    """Top to bottom, each once, beginning with the area the division code names."""
    yield from repeated("place", ("levels", "level"), (rule.level for rule in place.levels), "层级")
    given = [rule.level for rule in place.levels]
    for index, (upper, lower) in enumerate(pairwise(given), start=1):
        if LEVELS.index(upper) > LEVELS.index(lower):
            yield Finding("place", ("levels", index, "level"), f"“{lower}” 要写在 “{upper}” 前面：从上级写到下级")
    for needed in ("village", "grid"):
        if not any(rule.level == needed and rule.required for rule in place.levels):
            yield Finding("place", ("levels",), f"必须有 “{needed}” 这一级，并且不能设为可有可无")
    top = LEVEL_OF_DIVISION[len(place.division_code)]
    if given and given[0] != top:
        message = f"{len(place.division_code)} 位代码是 “{top}” 一级，levels 却从 “{given[0]}” 写起"
        yield Finding("place", ("division_code",), message)


def names_can_be_built(place: Place) -> Iterator[Finding]:
    """The naming rules of grids and micro-grids hold the parts they need, and no others."""
    rules = [("grid_name", place.grid_name, "village")]
    if place.micro_name is not None:
        rules.append(("micro_name", place.micro_name, "grid"))
    elif any(rule.level == "micro" for rule in place.levels):
        yield Finding("place", ("micro_name",), "有微网格这一级，就要写命名规则 micro_name")
    for key, pattern, area in rules:
        if sorted(re.findall(r"\{([^{}]*)\}", pattern)) != sorted((area, "ordinal")):
            yield Finding("place", (key,), f"要写 {{{area}}} 和 {{ordinal}} 各一次，例如 “{{{area}}}第{{ordinal}}网格”")


def every_day_has_one_season(place: Place) -> Iterator[Finding]:
    """Working hours are told for each day of the year, once."""
    for day in _LEAP_YEAR:
        count = sum(season.covers(day) for season in place.seasons)
        if count != 1:
            words = "没有上班时间" if count == 0 else "有两套上班时间"
            yield Finding("place", ("seasons",), f"{day:%m-%d} {words}：各季要首尾相接，覆盖全年")
            return


def own_words_replace_known_words(place: Place) -> Iterator[Finding]:
    """A place may rename what the product knows, not add to it."""
    for key in place.labels:
        yield from unknown("place", ("labels", key), key, LABELS, "可以改写的用语")
    yield from repeated("place", ("slogans", "code"), (slogan.code for slogan in place.slogans), "名单")


def lists_keep_their_number(place: Place) -> Iterator[Finding]:
    """A list whose name tells how many items it has holds no more than these."""
    for index, slogan in enumerate(place.slogans):
        if slogan.slots is not None and len(slogan.items) > slogan.slots:
            message = f"“{slogan.name}”应有 {slogan.slots} 条，写了 {len(slogan.items)} 条"
            yield Finding("place", ("slogans", index, "items"), message)


def unit_kinds_have_a_level(units: Units, place: Place) -> Iterator[Finding]:
    """Each kind of unit once, at a level the place has."""
    yield from repeated("units", ("kinds", "code"), (kind.code for kind in units.kinds), "单位种类")
    for index, kind in enumerate(units.kinds):
        yield from level_unknown("units", ("kinds", index, "level"), kind.level, place)


def named_units_are_of_a_kind(units: Units, place: Place) -> Iterator[Finding]:
    """Units stand under units of their own or a higher level, and their names differ from area to area."""
    yield from repeated("units", ("named", "code"), (unit.code for unit in units.named), "单位")
    kinds = {kind.code: kind for kind in units.kinds}
    named = {unit.code: unit for unit in units.named}
    for index, unit in enumerate(units.named):
        here: Path = ("named", index)
        yield from unknown("units", (*here, "unit_kind"), unit.unit_kind, kinds, "kinds")
        yield from unknown("units", (*here, "part_of"), unit.part_of, named, "named")
        kind = kinds.get(unit.unit_kind)
        if kind and place.levels and kind.level != place.levels[0].level and "{area}" not in unit.name:
            yield Finding("units", (*here, "name"), "这一级有多个区域，名称里要写 {area}，否则会重名")
        over = kinds.get(named[unit.part_of].unit_kind) if unit.part_of in named else None
        if kind and over and not is_at_or_above(over.level, kind.level):
            yield Finding("units", (*here, "part_of"), f"“{unit.part_of}” 的层级比本单位低")
        if _is_part_of_itself(unit, named):
            yield Finding("units", (*here, "part_of"), "隶属关系绕了一圈又回到自己")


def _is_part_of_itself(unit: NamedUnit, named: Mapping[str, NamedUnit]) -> bool:
    above = unit.part_of
    for _ in named:
        if above is None or above not in named:
            return False
        if above == unit.code:
            return True
        above = named[above].part_of
    return False


def roles_are_distinct(roles: tuple[Role, ...]) -> Iterator[Finding]:
    """Each role once."""
    yield from repeated("roles", ("roles", "code"), (role.code for role in roles), "角色")


def posts_name_what_exists(posts: Posts, roles: tuple[Role, ...], units: Units, place: Place) -> Iterator[Finding]:
    """A post sits in a known unit not below the area it answers for, and carries a known role."""
    yield from repeated("posts", ("kinds", "code"), (post.code for post in posts.kinds), "岗位")
    kinds = {kind.code: kind for kind in units.kinds}
    for index, post in enumerate(posts.kinds):
        here: Path = ("kinds", index)
        yield from level_unknown("posts", (*here, "level"), post.level, place)
        yield from unknown("posts", (*here, "role"), post.role, (role.code for role in roles), "roles.toml")
        yield from unknown("posts", (*here, "unit_kind"), post.unit_kind, kinds, "units.toml 的 kinds")
        kind = kinds.get(post.unit_kind)
        if post.households_each is not None and post.level not in ("grid", "micro"):
            message = "按户数配备（households_each）的只能是管网格或微网格的岗位"
            yield Finding("posts", (*here, "households_each"), message)
        if kind and not is_at_or_above(kind.level, post.level):
            yield Finding("posts", (*here, "level"), f"岗位负责的层级不能高于所在单位“{kind.label}”的层级")


def deputies_stand_in_for_posts(posts: Posts) -> Iterator[Finding]:
    """A deputy's post exists and is not below the one it stands in for."""
    yield from repeated("posts", ("deputies", "post"), (deputy.post for deputy in posts.deputies), "被代理的岗位")
    kinds = {post.code: post for post in posts.kinds}
    for index, deputy in enumerate(posts.deputies):
        here: Path = ("deputies", index)
        yield from unknown("posts", (*here, "post"), deputy.post, kinds, "kinds")
        yield from unknown("posts", (*here, "by"), deputy.by, kinds, "kinds")
        post, by = kinds.get(deputy.post), kinds.get(deputy.by)
        if post and by and not is_at_or_above(by.level, post.level):
            yield Finding("posts", (*here, "by"), f"代理岗位“{by.label}”的层级比“{post.label}”低")
        if deputy.post == deputy.by and post and post.seats.max == 1:
            yield Finding("posts", (*here, "by"), "这个岗位只设一人，不能由同岗互为代理")


CHECKS: tuple[Check, ...] = (
    (("place",), levels_are_in_order),
    (("place",), names_can_be_built),
    (("place",), every_day_has_one_season),
    (("place",), own_words_replace_known_words),
    (("place",), lists_keep_their_number),
    (("units", "place"), unit_kinds_have_a_level),
    (("units", "place"), named_units_are_of_a_kind),
    (("roles",), roles_are_distinct),
    (("posts", "roles", "units", "place"), posts_name_what_exists),
    (("posts",), deputies_stand_in_for_posts),
)
