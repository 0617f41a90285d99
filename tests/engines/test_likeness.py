"""How alike two reports are, which group one joins, and the defused rate."""

from collections import Counter
from datetime import date, timedelta

from wangge.ground.engines.hot import LINKED, Planned, defused_rate, group_of
from wangge.ground.engines.likeness import BITS, Rarity, Wording, likeness, signature
from wangge.ground.engines.naming import common_words, place_stems
from wangge.ground.foundation.text import bigrams, only_pairs, pairs_of

DAY = date(2026, 3, 2)
TEXTS = (
    "金河小区一楼被改成门面，噪音扰民严重",
    "绿洲花园小区一楼被改成门面，噪音扰民严重",
    "金河小区楼下门面太吵，噪音扰民",
    "想问医保怎么补缴",
)


def wording(text: str) -> Wording:
    return Wording(pairs_of(text), pairs_of(text), tuple(pairs_of(stem) for stem in place_stems(text)))


def alike(one: str, other: str, **more: bool) -> float:
    counts = Counter(gram for text in TEXTS for gram in pairs_of(text))
    return likeness(wording(one), wording(other), Rarity(pairs_of(one), cases=len(TEXTS), counts=counts), **more)


def test_S37_the_same_text_about_another_place_is_less_alike_than_other_words_about_the_same():
    assert alike(TEXTS[0], TEXTS[2]) > alike(TEXTS[0], TEXTS[1])
    assert alike(TEXTS[0], TEXTS[2]) >= LINKED
    assert alike(TEXTS[0], TEXTS[3]) == 0


def test_a_text_is_most_like_itself_and_an_area_counts_where_no_place_is_named():
    assert alike(TEXTS[0], TEXTS[0]) > 0.99
    assert alike(TEXTS[3], TEXTS[3], same_place=True) > alike(TEXTS[3], TEXTS[3]) > 0.7
    assert alike(TEXTS[3], TEXTS[3], same_place=False) < 0.5


def test_the_rarest_pairs_stay_few_where_they_are_common():
    own = pairs_of(TEXTS[0])
    everywhere = Rarity(own, cases=10_000, counts=dict.fromkeys(own, 1500))

    assert len(everywhere.rarest(most=12, postings=4000)) == 2
    assert len(Rarity(own, cases=0, counts={}).rarest(most=12, postings=4000)) == len(own)
    assert Rarity(own, cases=0, counts={}).weight(own) > 0


def test_a_signature_has_a_bit_for_each_pair():
    own = pairs_of(TEXTS[0])

    assert len(signature(own)) == BITS
    assert signature(own).count("1") == len({gram % BITS for gram in own})
    assert only_pairs(bigrams(TEXTS[0])) == own


def test_places_are_named_by_the_words_they_end_in():
    assert place_stems("投诉A3区丽发新城小区旁有搅拌站") == ["丽发", "发新城", "区旁有"]
    assert place_stems("荣星村第二网格") == ["荣星村"]
    assert place_stems("想问医保怎么补缴") == []


def test_the_words_in_common_do_not_overlap():
    words = common_words(["金河小区搅拌站噪音", "金河小区搅拌站粉尘", "搅拌站半夜开工"])

    assert words[0] == "金河小区搅拌站"
    assert common_words(["一件", "另外"]) == []


def test_S37_a_chain_of_single_likenesses_makes_no_group():
    assert group_of({"a": [0.9]}, sizes={"a": 1}) == "a"
    assert group_of({"a": [0.3, 0.0, 0.0]}, sizes={"a": 9}) is None
    assert group_of({"a": [0.3, 0.05], "b": [0.25, 0.2, 0.2]}, sizes={"a": 5, "b": 5}) == "b"
    assert group_of({"a": [LINKED - 0.01] * 3}, sizes={"a": 3}) is None
    assert group_of({}, sizes={}) is None


def test_S38_eleven_of_twelve_planned_groups_without_a_new_report_make_91_67_per_cent():
    calm = [Planned(DAY, (DAY - timedelta(days=9),)) for _ in range(11)]
    again = Planned(DAY, (DAY + timedelta(days=30),))

    found = defused_rate([*calm, again], today=DAY + timedelta(days=40))

    assert (found.defused, found.planned, found.waiting) == (11, 12, 0)
    assert found.share is not None
    assert f"{found.share:.2%}" == "91.67%"


def test_S38_days_on_the_edge_and_groups_that_still_wait():
    late = Planned(DAY, (DAY, DAY + timedelta(days=31)))

    assert not late.has_returned
    assert defused_rate([late], today=DAY + timedelta(days=29)).share is None
    assert defused_rate([late], today=DAY + timedelta(days=29)).waiting == 1
    assert defused_rate([late], today=DAY + timedelta(days=30)).share == 1


def test_short_and_long_texts_have_the_same_pairs():
    text = "金河小区 A3 栋，𬭼㛃·噪音！" * 2

    assert pairs_of(text) == only_pairs(bigrams(text))
    assert pairs_of(text * 9) == only_pairs(bigrams(text * 9))
