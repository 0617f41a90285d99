"""Checks of what is kept about teams and of what their organisation is checked for."""

from collections.abc import Iterable, Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, Path, level_unknown, repeated, unknown
from wangge.ground.rulebook.schema.base import is_at_or_above
from wangge.ground.rulebook.schema.place import Place
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.teams import CheckKind, OrganisationCheck, Teams
from wangge.ground.rulebook.schema.units import Units
from wangge.ground.rulebook.schema.visits import Visits

# What each kind of check cannot do without.
NEEDS: dict[CheckKind, tuple[str, ...]] = {
    "party_share": ("posts", "share"),
    "members": ("posts",),
    "load": ("posts", "each", "tolerance"),
    "eligible": ("posts", "must_hold"),
    "place_held": ("place_kind",),
    "linked": ("posts",),
    "claimed": ("posts",),
    "kit": ("supplies",),
}
LISTS: dict[CheckKind, str] = {"skills": "skills", "nets": "nets", "trained": "trainings"}


def codes_stand_once(teams: Teams) -> Iterator[Finding]:
    """Every code once in its list."""
    for name, rows, what in (
        ("backgrounds", teams.backgrounds, "来源"),
        ("skills", teams.skills, "技能"),
        ("trainings", teams.trainings, "培训"),
        ("supplies", teams.supplies, "保障"),
        ("nets", teams.nets, "专项网格"),
        ("duties", teams.duties, "职责"),
        ("counts", teams.counts, "口径"),
        ("checks", teams.checks, "组织检查"),
    ):
        yield from repeated("teams", (name, "code"), (row.code for row in rows), what)


def checks_are_whole(teams: Teams) -> Iterator[Finding]:
    """A check says what its kind needs, and the lists it reads are not empty."""
    for index, check in enumerate(teams.checks):
        for key in NEEDS.get(check.kind, ()):
            if not getattr(check, key):
                yield Finding("teams", ("checks", index, key), f"“{check.label}”（{check.kind}）要写 {key}")
        listed = LISTS.get(check.kind)
        if listed and not getattr(teams, listed):
            yield Finding("teams", ("checks", index, "kind"), f"要检查，先写 {listed}")
        if check.share and check.share[0] > check.share[1]:
            yield Finding("teams", ("checks", index, "share"), "比例不能大于 1，例如三分之一写 [1, 3]")
        yield from _codes(index, "backgrounds", check.backgrounds, (one.code for one in teams.backgrounds))
        yield from _codes(index, "supplies", check.supplies, (one.code for one in teams.supplies))


def _codes(index: int, key: str, given: Iterable[str], known: Iterable[str], where: str = "") -> Iterator[Finding]:
    known = list(known)
    for row, code in enumerate(given):
        yield from unknown("teams", ("checks", index, key, row), code, known, where or key)


def checks_name_what_exists(teams: Teams, posts: Posts, units: Units, place: Place) -> Iterator[Finding]:
    """Posts, kinds of unit and levels are those of the place; who mends does not stand below what is to be mended."""
    known, kinds = {post.code: post for post in posts.kinds}, [kind.code for kind in units.kinds]
    for index, check in enumerate(teams.checks):
        yield from level_unknown("teams", ("checks", index, "level"), check.level, place)
        yield from _codes(index, "posts", check.posts, known, "posts.toml")
        yield from _codes(index, "must_hold", check.must_hold, known, "posts.toml")
        yield from _codes(index, "unit_kinds", check.unit_kinds, kinds, "units.toml 的 kinds")
        yield from unknown("teams", ("checks", index, "mender"), check.mender, known, "posts.toml")
        yield from _mender_is_able(index, check, known[check.mender].level if check.mender in known else check.level)


def _mender_is_able(index: int, check: OrganisationCheck, level: str) -> Iterator[Finding]:
    if not is_at_or_above(level, check.level):  # type: ignore[arg-type]  # the level of a post
        yield Finding("teams", ("checks", index, "mender"), "由谁来补，不能比所检查的层级低")


def lists_name_what_exists(teams: Teams, posts: Posts, place: Place) -> Iterator[Finding]:
    """Posts named outside the checks exist; the public card is a list of the place; counts are of a level and an area
    there is."""
    known = [post.code for post in posts.kinds]
    named: list[tuple[Path, Iterable[str]]] = [
        (("party_posts",), teams.party_posts),
        (("linking_posts",), teams.linking_posts),
        *((("employment", kind), getattr(teams.employment, kind)) for kind in ("lead", "full_time", "part_time")),
        *((("trainings", index, "posts"), one.posts) for index, one in enumerate(teams.trainings)),
    ]
    for path, given in named:
        for row, code in enumerate(given):
            yield from unknown("teams", (*path, row), code, known, "posts.toml")
    slogans = [slogan.code for slogan in place.slogans]
    yield from unknown("teams", ("public_card",), teams.public_card, slogans, "place.toml 的 slogans")
    for index, count in enumerate(teams.counts):
        for row, level in enumerate(count.levels):
            yield from level_unknown("teams", ("counts", index, "levels", row), level, place)
        if count.under and not count.under.startswith(place.division_code):
            yield Finding("teams", ("counts", index, "under"), f"“{count.under}” 不在本地 {place.division_code} 之内")


def duties_are_done_at_doors(teams: Teams, visits: Visits) -> Iterator[Finding]:
    """The errands of a duty are those of the place, each of one duty only."""
    known, seen = [errand.code for errand in visits.errands], set[str]()
    for index, duty in enumerate(teams.duties):
        for row, code in enumerate(duty.errands):
            yield from unknown("teams", ("duties", index, "errands", row), code, known, "visits.toml 的 errands")
            if code in seen:
                yield Finding("teams", ("duties", index, "errands", row), f"“{code}” 已经算在前面的职责里")
            seen.add(code)


CHECKS: tuple[Check, ...] = (
    (("teams",), codes_stand_once),
    (("teams",), checks_are_whole),
    (("teams", "posts", "units", "place"), checks_name_what_exists),
    (("teams", "posts", "place"), lists_name_what_exists),
    (("teams", "visits"), duties_are_done_at_doors),
)
