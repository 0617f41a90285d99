"""Checks of when and how people are visited."""

from collections.abc import Iterator

from wangge.ground.rulebook.checks.finding import Check, Finding, repeated, unknown
from wangge.ground.rulebook.schema.people import People
from wangge.ground.rulebook.schema.posts import Posts
from wangge.ground.rulebook.schema.visits import Cadence, Visits


def codes_stand_once(visits: Visits) -> Iterator[Finding]:
    """Kinds, cadences, checks and errands once each; cadences name a known kind."""
    for name, rows, what in (
        ("kinds", visits.kinds, "走访形式"),
        ("cadences", visits.cadences, "走访安排"),
        ("checks", visits.checks, "查看项"),
        ("errands", visits.errands, "上门事务"),
    ):
        yield from repeated("visits", (name, "code"), (row.code for row in rows), what)
    kinds = [kind.code for kind in visits.kinds]
    for index, cadence in enumerate(visits.cadences):
        yield from unknown("visits", ("cadences", index, "kind"), cadence.kind, kinds, "kinds")


def cadences_are_whole(visits: Visits) -> Iterator[Finding]:
    """Days where the rhythm asks for them, an end after the beginning and before the quiet hours."""
    for index, cadence in enumerate(visits.cadences):
        for key, words in _faults(cadence, visits):
            yield Finding("visits", ("cadences", index, key), words)


def _faults(cadence: Cadence, visits: Visits) -> Iterator[tuple[str, str]]:
    if (cadence.rhythm == "first_week") > bool(cadence.weekdays):
        yield "weekdays", "每月初第一周的安排要写是周几"
    if (cadence.begins is None) != (cadence.ends is None):
        yield "ends", "开始和结束的时刻要么都写，要么都不写"
    if cadence.begins and cadence.ends and cadence.begins >= cadence.ends:
        yield "ends", "结束要在开始以后"
    if cadence.ends and visits.quiet and cadence.ends > visits.quiet.begins:
        yield "ends", f"不能晚于 {visits.quiet.begins:%H:%M}（quiet）"
    if (cadence.covers == "care") < bool(cadence.care):
        yield "care", '写了 care，covers 要写 "care"'


def visitors_and_care_exist(visits: Visits, posts: Posts, people: People) -> Iterator[Finding]:
    """Posts and care kinds of cadences are those of the place."""
    known, care = [post.code for post in posts.kinds], [kind.code for kind in people.care]
    for index, cadence in enumerate(visits.cadences):
        for row, code in enumerate(cadence.posts):
            yield from unknown("visits", ("cadences", index, "posts", row), code, known, "posts.toml")
        for row, code in enumerate(cadence.care):
            yield from unknown("visits", ("cadences", index, "care", row), code, care, "people.toml 的 care")


CHECKS: tuple[Check, ...] = (
    (("visits",), codes_stand_once),
    (("visits",), cadences_are_whole),
    (("visits", "posts", "people"), visitors_and_care_exist),
)
