"""Checks that every matter finds somebody: a first owner, a desk, a way upward, and a person on duty."""

from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from wangge.ground.rulebook.checks.finding import Check, Finding, Path, level_unknown, repeated, unable, unknown
from wangge.ground.rulebook.checks.matters import codes
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.schema.base import is_at_or_above
from wangge.ground.rulebook.schema.categories import Category, chain
from wangge.ground.rulebook.schema.channels import Channel
from wangge.ground.rulebook.schema.duty import Duty, Rota
from wangge.ground.rulebook.schema.place import LevelRule, Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.roles import Role
from wangge.ground.rulebook.schema.routing import DESK_DUTIES, DESK_LABELS, DeskDuty, Routing
from wangge.ground.rulebook.schema.units import UnitKind, Units
from wangge.ground.rulebook.words import clock_face

_DESK_PERMISSIONS: dict[DeskDuty, Permission] = {
    "dispatch": "case.dispatch",
    "verify": "case.verify",
    "answer": "case.answer",
    "decide": "case.decide",
}
_MINUTES = [time(hour, minute) for hour in range(24) for minute in range(60)]


def intake_rules_match_something(
    routing: Routing, channels: tuple[Channel, ...], categories: tuple[Category, ...], place: Place
) -> Iterator[Finding]:
    """Each rule is for known channels, categories and levels, and no two are for the same cases."""
    yield from repeated("routing", ("intake", "name"), (rule.name for rule in routing.intake), "规则")
    matches = [rule.match for rule in routing.intake]
    for index, match in enumerate(matches):
        here: Path = ("intake", index, "match")
        yield from unknown("routing", (*here, "channel"), match.channel, codes(channels), "channels.toml")
        yield from unknown("routing", (*here, "category"), match.category, codes(categories), "categories.toml")
        if match.level is not None:
            yield from level_unknown("routing", (*here, "level"), match.level, place)
        if match in matches[:index]:
            twin = routing.intake[matches.index(match)].name
            yield Finding("routing", here, f"与规则“{twin}”的适用条件完全相同")


def owners_can_accept(
    routing: Routing, posts: Posts, roles: tuple[Role, ...], units: Units, place: Place
) -> Iterator[Finding]:
    """A first owner is of a known kind, exists in every branch of the tree, and somebody in it may accept."""
    kinds = {kind.code: kind for kind in units.kinds}
    everywhere = {rule.level for rule in place.levels if rule.required}
    for path, code in _owners(routing):
        yield from unknown("routing", path, code, kinds, "units.toml 的 kinds")
        if code in kinds:
            if kinds[code].level not in everywhere:
                message = f"“{kinds[code].label}”所在的层级不是处处都有，不能作首接单位"
                yield Finding("routing", path, message)
            yield from unable("routing", path, kinds[code], "case.accept", posts, roles)


def _owners(routing: Routing) -> list[tuple[Path, str]]:
    named: list[tuple[Path, str]] = [
        (("intake", index, "owner"), rule.owner) for index, rule in enumerate(routing.intake)
    ]
    return [(("intake_default",), routing.intake_default), *named]


def every_new_case_has_an_owner(
    routing: Routing, channels: tuple[Channel, ...], categories: tuple[Category, ...], units: Units, place: Place
) -> Iterator[Finding]:
    """On whatever level a case is placed, its first owner stands there or above, never below."""
    kinds = {kind.code: kind for kind in units.kinds}
    for level in place.levels:
        lost: dict[Path, str] = {}
        for channel in channels:
            for category in categories:
                rule = routing.first_rule(channel=channel.code, categories=chain(category), level=level.level)
                owner = routing.intake_default if rule is None else rule.owner
                if owner in kinds and not is_at_or_above(kinds[owner].level, level.level):
                    path: Path = (
                        ("intake_default",) if rule is None else ("intake", routing.intake.index(rule), "owner")
                    )
                    lost.setdefault(path, _lost(level, channel, category, kinds[owner]))
        for path, message in lost.items():
            yield Finding("routing", path, message)


def _lost(level: LevelRule, channel: Channel, category: Category, owner: UnitKind) -> str:
    example = f"来源“{channel.label}”、类别“{category.label}”"
    return f"落在“{level.label}”一级的事项（如{example}）找不到首接单位：“{owner.label}”在更低一级"


def desks_reach_the_top(
    routing: Routing, posts: Posts, roles: tuple[Role, ...], units: Units, place: Place
) -> Iterator[Finding]:
    """Somebody in each desk may do its duties, and at the top level all duties are done."""
    yield from repeated("routing", ("desks", "unit_kind"), (desk.unit_kind for desk in routing.desks), "单位种类")
    kinds = {kind.code: kind for kind in units.kinds}
    served = set()
    for index, desk in enumerate(routing.desks):
        yield from unknown("routing", ("desks", index, "unit_kind"), desk.unit_kind, kinds, "units.toml 的 kinds")
        for duty in desk.duties:
            if desk.unit_kind in kinds:
                kind = kinds[desk.unit_kind]
                served.add((duty, kind.level))
                yield from unable("routing", ("desks", index, "duties"), kind, _DESK_PERMISSIONS[duty], posts, roles)
    for duty in DESK_DUTIES:
        if place.levels and (duty, place.levels[0].level) not in served:
            message = f"最高一级“{place.levels[0].label}”没有单位承担“{DESK_LABELS[duty]}”（{duty}）"
            yield Finding("routing", ("desks",), message)


def late_cases_climb(routing: Routing, place: Place) -> Iterator[Finding]:
    """Each step of the ladder comes later and not lower than the one before; returns have their grounds."""
    yield from repeated("routing", ("escalation", "code"), (step.code for step in routing.escalation), "升级步骤")
    yield from repeated("routing", ("return_reasons", "code"), (one.code for one in routing.return_reasons), "退回理由")
    for index, step in enumerate(routing.escalation):
        yield from level_unknown("routing", ("escalation", index, "level"), step.level, place)
    for index, (earlier, later) in enumerate(pairwise(routing.escalation), start=1):
        if later.lateness < earlier.lateness:
            yield Finding("routing", ("escalation", index, "overdue"), f"要比前一步“{earlier.label}”超期更久")
        if not is_at_or_above(later.level, earlier.level):
            yield Finding("routing", ("escalation", index, "level"), f"不能比前一步“{earlier.label}”的层级低")
    if routing.return_cap and not routing.return_reasons:
        yield Finding("routing", ("return_reasons",), "允许退回，就要写明可以退回的理由")


def duty_names_what_exists(duty: Duty, units: Units, posts: Posts) -> Iterator[Finding]:
    """Rotas are of known units in the chain, kept by posts that sit in them."""
    kinds = {kind.code for kind in units.kinds}
    seats = {post.code: post.unit_kind for post in posts.kinds}
    for index, rota in enumerate(duty.rotas):
        here: Path = ("rotas", index)
        yield from unknown("duty", (*here, "unit_kind"), rota.unit_kind, kinds, "units.toml 的 kinds")
        if rota.unit_kind not in duty.fallback:
            yield Finding("duty", (*here, "unit_kind"), f"值班单位 “{rota.unit_kind}” 要列进 fallback")
        for row, post in enumerate(rota.posts):
            yield from unknown("duty", (*here, "posts", row), post, seats, "posts.toml 的 kinds")
            if seats.get(post, rota.unit_kind) != rota.unit_kind:
                yield Finding("duty", (*here, "posts", row), f"岗位 “{post}” 不在单位 “{rota.unit_kind}” 里")
        if not rota.posts:
            yield Finding("duty", (*here, "posts"), "至少要写一个值班岗位")


def duty_chain_climbs(duty: Duty, units: Units) -> Iterator[Finding]:
    """The chain names known unit kinds once each, from the lowest level to the highest."""
    yield from repeated("duty", ("fallback",), duty.fallback, "单位种类")
    kinds = {kind.code: kind for kind in units.kinds}
    for index, code in enumerate(duty.fallback):
        yield from unknown("duty", ("fallback", index), code, kinds, "units.toml 的 kinds")
    for index, (lower, upper) in enumerate(pairwise(duty.fallback), start=1):
        if lower in kinds and upper in kinds and not is_at_or_above(kinds[upper].level, kinds[lower].level):
            yield Finding("duty", ("fallback", index), "要从下级写到上级")


def someone_always_answers(duty: Duty, units: Units, posts: Posts, place: Place) -> Iterator[Finding]:
    """The last of the chain is there in every area, at every hour of every day, by a post that must be filled."""
    if not duty.fallback:
        yield Finding("duty", ("fallback",), "至少要写一级值班单位")
        return
    last = duty.fallback[-1]
    required = {post.code for post in posts.kinds if post.required}
    shifts = [rota for rota in duty.rotas if rota.unit_kind == last and required.intersection(rota.posts)]
    for is_workday, words in ((True, "工作日"), (False, "休息日")):
        gap = _first_gap([rota for rota in shifts if rota.runs_on(is_workday=is_workday)])
        if gap is not None:
            yield Finding("duty", ("fallback",), f"{words} {clock_face(gap)} 起没有必设岗位值班：最后一级要全天有人")
    levels = {kind.code: kind.level for kind in units.kinds}
    if last in levels and levels[last] not in {rule.level for rule in place.levels if rule.required}:
        yield Finding("duty", ("fallback",), f"最后一级 “{last}” 不是处处都有")


def _first_gap(shifts: list[Rota]) -> time | None:
    return next((minute for minute in _MINUTES if not any(shift.covers(minute) for shift in shifts)), None)


CHECKS: tuple[Check, ...] = (
    (("routing", "channels", "categories", "place"), intake_rules_match_something),
    (("routing", "posts", "roles", "units", "place"), owners_can_accept),
    (("routing", "channels", "categories", "units", "place"), every_new_case_has_an_owner),
    (("routing", "posts", "roles", "units", "place"), desks_reach_the_top),
    (("routing", "place"), late_cases_climb),
    (("duty", "units", "posts"), duty_names_what_exists),
    (("duty", "units"), duty_chain_climbs),
    (("duty", "units", "posts", "place"), someone_always_answers),
)
