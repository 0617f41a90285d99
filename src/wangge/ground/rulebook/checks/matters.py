"""Checks of what comes in, what it is about, how long it may take and how it is judged."""

from collections.abc import Iterable, Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, Path, level_unknown, repeated, unknown
from wangge.ground.rulebook.schema.categories import Category
from wangge.ground.rulebook.schema.channels import Channel
from wangge.ground.rulebook.schema.clocks import CLOCK_LABELS, ClockKind, Clocks, ClockSet
from wangge.ground.rulebook.schema.place import Place
from wangge.ground.rulebook.schema.rating import Rating

# `redo` is the whole second round of a case and may be longer than the first.
_PARTS_OF_A_CASE: tuple[ClockKind, ...] = ("accept", "sign", "contact", "interim")


def channels_let_the_public_in(channels: tuple[Channel, ...]) -> Iterator[Finding]:
    """Each channel once, and at least one that a resident can use himself."""
    yield from repeated("channels", ("channels", "code"), codes(channels), "来源")
    if not any(channel.public for channel in channels):
        yield Finding("channels", ("channels",), "至少要有一个群众自己能用的来源（public = true）")


def categories_have_two_tiers(categories: tuple[Category, ...], place: Place) -> Iterator[Finding]:
    """Each category once, under a known domain that has none above it, solved at a level the place has."""
    yield from repeated("categories", ("categories", "code"), codes(categories), "类别")
    known = {category.code: category for category in categories}
    for index, category in enumerate(categories):
        here: Path = ("categories", index)
        yield from level_unknown("categories", (*here, "level"), category.level, place)
        yield from unknown("categories", (*here, "parent"), category.parent, known, "categories")
        parent = known.get(category.parent or "")
        if parent is not None and parent.parent is not None:
            yield Finding("categories", (*here, "parent"), f"“{parent.label}”本身已是小类，类别只分两级")
        if category.minor and category.emergency:
            yield Finding("categories", (*here, "minor"), "紧急类别不能自办自核")
    if not categories:
        yield Finding("categories", ("categories",), "至少要有一个类别")


def no_clock_outlasts_its_case(clocks: Clocks) -> Iterator[Finding]:
    """Accepting, signing and first contact are never given more time than the whole case."""
    sets: list[tuple[Path, ClockSet]] = [(("default",), clocks.default)]
    sets += [(("rules", index), rule.over(clocks.default)) for index, rule in enumerate(clocks.rules)]
    for here, clock_set in sets:
        for kind in _PARTS_OF_A_CASE:
            own = clock_set.of(kind)
            if own is not None and own.nominal_minutes > clock_set.close.nominal_minutes:
                words = f"“{clock_set.rule}”的{CLOCK_LABELS[kind]}有{own.words}"
                yield Finding("clocks", (*here, kind), f"{words}，比办结时限{clock_set.close.words}还长")


def clock_rules_match_something(
    clocks: Clocks, channels: tuple[Channel, ...], categories: tuple[Category, ...]
) -> Iterator[Finding]:
    """Each rule is for known channels and categories, and no two are for the same cases."""
    yield from repeated("clocks", ("rules", "name"), (rule.name for rule in clocks.rules), "规则")
    matches = [rule.match for rule in clocks.rules]
    for index, match in enumerate(matches):
        here: Path = ("rules", index, "match")
        yield from unknown("clocks", (*here, "channel"), match.channel, codes(channels), "channels.toml")
        yield from unknown("clocks", (*here, "category"), match.category, codes(categories), "categories.toml")
        if match in matches[:index]:
            twin = clocks.rules[matches.index(match)].name
            yield Finding("clocks", here, f"与规则“{twin}”的适用条件完全相同")


def ratings_have_five_levels(rating: Rating) -> Iterator[Finding]:
    """Scores 5 to 1 in order; whoever is unhappy can say why by a tick."""
    if [level.score for level in rating.levels] != [5, 4, 3, 2, 1]:
        yield Finding("rating", ("levels",), "评价要正好五档，分值从 5 到 1 依次写")
    for index, level in enumerate(rating.levels):
        here: Path = ("levels", index, "reasons")
        for found in repeated("rating", ("reasons", "code"), (reason.code for reason in level.reasons), "理由"):
            yield Finding("rating", ("levels", index, *found.path), found.message)
        if rating.is_unhappy(level.score) and not level.reasons:
            yield Finding("rating", here, f"“{level.label}”会引起重办，要列出可选的理由")


def codes(items: Iterable[Channel | Category]) -> list[str]:
    """The codes of channels or categories, in order."""
    return [item.code for item in items]


CHECKS: tuple[Check, ...] = (
    (("channels",), channels_let_the_public_in),
    (("categories", "place"), categories_have_two_tiers),
    (("clocks",), no_clock_outlasts_its_case),
    (("clocks", "channels", "categories"), clock_rules_match_something),
    (("rating",), ratings_have_five_levels),
)
