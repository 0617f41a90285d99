"""The line of every key of a TOML text."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.rulebook.checks.finding import Path
from wangge.ground.rulebook.load import shipped_places
from wangge.ground.rulebook.locate import key_lines, line_of

TEXT = '''# 开头的注释 = [1]
title = "引号里的 ] 和 # 不算"
"中文.名" = 'C:\\temp\\'
a.b.c = 1   # 点开的名称

levels = [
  { level = "town", spans = [ { s = 1 }, { s = 2 } ] },  # [注释]
  # 注释行
  { level = "village" },
]
long = """
第一行 "引号" \\""" 还没有完
[[not.a.table]]
"""""
empty = []
nothing = {}

[table.inner]
x = 2026-01-01T08:30:00
[[items]]
code = "一"
  [[items.parts]]
  n = 1
  [[items.parts]]
  n = 2
  [items.more]
  y = true
[[items]]
code = "二"
  [[items.parts]]
  n = 3'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("中文.名",), 3),
        (("a", "b", "c"), 4),
        (("levels",), 6),
        (("levels", 0, "level"), 7),
        (("levels", 0, "spans", 1, "s"), 7),
        (("levels", 1), 9),
        (("long",), 11),
        (("empty",), 15),
        (("nothing",), 16),
        (("table", "inner", "x"), 19),
        (("items", 0), 20),
        (("items", 0, "parts", 1, "n"), 25),
        (("items", 0, "more", "y"), 27),
        (("items", 1, "code"), 29),
        (("items", 1, "parts", 0, "n"), 31),
    ],
)
def test_keys_are_found_on_their_line(path: Path, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def test_what_is_missing_points_at_what_is_around_it() -> None:
    lines = key_lines(TEXT)

    assert line_of(lines, ("levels", 1, "label")) == 9
    assert line_of(lines, ("table", "inner", "y", "z")) == 18
    assert line_of(lines, ("absent",)) == 1


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@pytest.mark.parametrize("text", [TEXT, "", "\n\n", "x = 1"])
def test_every_key_tomllib_reads_has_a_line_and_no_other(text: str) -> None:
    assert set(key_lines(text)) == set(_paths(tomllib.loads(text)))


@pytest.mark.parametrize("place", ["qingping", "jiaozuo"])
def test_every_key_of_the_shipped_places_has_a_line(place: str) -> None:
    for file in shipped_places()[place].glob("*.toml"):
        text = file.read_text("utf8")
        assert set(key_lines(text)) == set(_paths(tomllib.loads(text)))


VALUES = st.sampled_from(
    (
        *("1", "-2.5e3", "true", "08:30:00", "2026-01-01", "[]", "{}"),
        *('"x # ] }"', "'y\\'", '""', '"\\""', '"""\n"a"\n"""', "'''\n'b'\n'''"),
        *('[1, [2, {z = "]"}], 3]', "[\n  1, # ]\n  2,\n]", '{p = 1, "q r" = [2]}'),
    )
)


@given(st.lists(st.tuples(st.sampled_from(["", "[t]", "[[l]]", "[[l.m]]", '["引 号".x]', "# 注"]), VALUES), max_size=8))
def test_any_text_tomllib_accepts_is_walked_to_the_end(pieces: list[tuple[str, str]]) -> None:
    text = "".join(f"{head}\nk{index} = {value} # 尾\n" for index, (head, value) in enumerate(pieces))
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    lines = key_lines(text)

    assert set(lines) == set(_paths(parsed))
    assert all(1 <= line <= text.count("\n") for line in lines.values())
