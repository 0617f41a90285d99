"""A rulebook as a stored document: the same rules give the same document and fingerprint; differences are named."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.folders import copy_of, rewrite
from wangge.ground.rulebook.document import Change, Document, diff, digest, from_document, to_document
from wangge.ground.rulebook.faults import Fault, RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places

PLACES = {code: load(folder) for code, folder in shipped_places().items()}
DOCUMENTS = {code: to_document(rules) for code, rules in PLACES.items()}


@pytest.mark.parametrize("place", PLACES)
def test_a_document_survives_json_and_comes_back_equal(place: str) -> None:
    stored = json.loads(json.dumps(DOCUMENTS[place]))

    restored = from_document(stored)

    assert restored == PLACES[place]
    assert digest(restored) == digest(PLACES[place])


def test_the_fingerprint_does_not_depend_on_layout(tmp_path: Path) -> None:
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "limits", "photos_max = 6\nphoto_mb_max = 10", "# 换个次序\nphoto_mb_max = 10\n\nphotos_max   = 6")

    assert digest(load(folder)) == digest(PLACES["qingping"])


def test_the_fingerprint_changes_with_the_rules(tmp_path: Path) -> None:
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "limits", "photos_max = 6", "photos_max = 7")

    assert digest(load(folder)) != digest(PLACES["qingping"])
    assert len({digest(rules) for rules in PLACES.values()}) == len(PLACES) == 6


def test_equal_rulebooks_do_not_differ() -> None:
    assert diff(PLACES["qingping"], from_document(DOCUMENTS["qingping"])) == []


def test_differences_are_named_by_code_in_reading_order(tmp_path: Path) -> None:
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "limits", "photos_max = 6", "photos_max = 9")
    rewrite(folder, "place", 'label = "网格", centre', 'label = "全科网格", centre')
    rewrite(folder, "clocks", 'close = { amount = 2, unit = "workdays" }', 'close = { amount = 3, unit = "days" }')
    rewrite(folder, "posts", "seats = { min = 1, max = 1 }", "seats = { min = 1 }")
    rewrite(folder, "categories", 'code = "praise"', 'code = "thanks"')
    rewrite(
        folder,
        "channels",
        "[[channels]]\n",
        '[[channels]]\ncode = "letter"\nlabel = "来信"\nkind = "window"\n\n[[channels]]\n',
    )

    changes = diff(PLACES["qingping"], load(folder))

    letter = {"code": "letter", "label": "来信", "kind": "window"}
    letter |= dict.fromkeys(("public", "operator", "contact_required"), False)
    praise = next(one for one in DOCUMENTS["qingping"]["categories"] if one["code"] == "praise")
    assert changes == [
        Change("place.levels[grid].label", "网格", "全科网格"),
        Change("posts.kinds[town_leader].seats.max", 1, None),
        Change("channels[letter]", None, letter),
        Change("categories[praise]", praise, None),
        Change("categories[thanks]", None, praise | {"code": "thanks"}),
        Change("clocks.rules[咨询代办].close.amount", 2, 3),
        Change("clocks.rules[咨询代办].close.unit", "workdays", "days"),
        Change("limits.photos_max", 6, 9),
    ]


def test_a_changed_order_is_a_difference() -> None:
    document = json.loads(json.dumps(DOCUMENTS["qingping"]))
    document["routing"]["escalation"].reverse()

    changes = diff(PLACES["qingping"], from_document(document))

    ladder = ["urge", "supervise", "leader"]
    assert changes == [Change("routing.escalation 的顺序", ladder, ladder[::-1])]


def test_two_places_differ_from_their_levels_to_their_limits() -> None:
    changed = {
        change.path.split(".")[0].split("[")[0].split(" ")[0] for change in diff(PLACES["jiaozuo"], PLACES["qingping"])
    }

    assert changed >= {
        "place",
        "roles",
        "units",
        "posts",
        "channels",
        "categories",
        "clocks",
        "routing",
        "duty",
        "limits",
    }


def test_a_document_of_another_shape_is_refused() -> None:
    document = json.loads(json.dumps(DOCUMENTS["qingping"]))
    del document["limits"]["photos_max"]
    document["place"]["anthem"] = "歌"

    with pytest.raises(RulebookFaults) as refused:
        from_document(document)

    assert [(fault.file, fault.line, fault.path) for fault in refused.value.faults] == [
        ("place.toml", 0, "anthem"),
        ("limits.toml", 0, "photos_max"),
    ]


def test_an_empty_document_misses_every_topic() -> None:
    with pytest.raises(RulebookFaults) as refused:
        from_document({})

    assert refused.value.faults[0] == Fault("place.toml", 0, "", "缺少这一项")
    assert len(refused.value.faults) == 11


LABEL = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=40)
ALLOWANCE = st.fixed_dictionaries(
    {
        "amount": st.integers(1, 10**6),
        "unit": st.sampled_from(["minutes", "hours", "work_hours", "workdays", "days"]),
    }
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document: Document = json.loads(json.dumps(DOCUMENTS[draw(st.sampled_from(sorted(DOCUMENTS)))]))
    document["place"]["name"] = draw(LABEL)
    document["place"]["labels"] = draw(st.dictionaries(LABEL, LABEL, max_size=3))
    document["place"]["slogans"] = [
        {"code": f"list_{number}", "name": draw(LABEL), "items": draw(st.lists(LABEL, max_size=3))}
        for number in range(draw(st.integers(0, 3)))
    ]
    document["place"]["quiet_hours"]["start"] = f"{draw(st.integers(0, 23)):02}:{draw(st.integers(0, 59)):02}"
    document["clocks"]["rules"] = [
        {"name": draw(LABEL), "match": {"urgency": "urgent"}, "close": draw(ALLOWANCE)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    document["categories"] = draw(st.permutations(document["categories"]))
    return document


@settings(max_examples=60)
@given(documents())
def test_any_document_comes_back_unchanged(document: Document) -> None:
    rules = from_document(document)

    assert to_document(rules) == document
    assert digest(from_document(to_document(rules))) == digest(rules)
    assert diff(rules, from_document(document)) == []


@settings(max_examples=30)
@given(documents(), documents())
def test_rulebooks_differ_exactly_when_their_fingerprints_do(left: Document, right: Document) -> None:
    old, new = from_document(left), from_document(right)

    assert (diff(old, new) == []) == (digest(old) == digest(new))
