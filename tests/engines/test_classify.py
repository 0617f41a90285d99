"""Guessing categories: learns from made texts, the same answer each time, kept as bytes and read again."""

import random
import time

import pytest

from wangge.ground.engines.classify import Classifier, Written, learn

WORDS = {
    "light": ("路灯不亮", "灯杆歪了", "晚上很黑", "灯泡坏了"),
    "water": ("自来水发黄", "水管爆裂", "停水两天", "水压太小"),
    "waste": ("垃圾没人清", "垃圾桶满了", "乱倒垃圾", "臭味很大"),
}
FILL = ("麻烦派人看看", "已经好几天了", "邻居都说了", "请尽快处理", "影响出行", "在村口附近")


def made(each: int = 30, *, seed: int = 1) -> tuple[list[Written], list[str]]:
    rng = random.Random(seed)
    texts, codes = [], []
    for code, words in WORDS.items():
        for _ in range(each):
            body = "，".join([rng.choice(FILL), rng.choice(words), *rng.sample(FILL, 2)])
            texts.append(Written(body[:8], body))
            codes.append(code)
    return texts, codes


def test_texts_not_seen_get_their_category_with_a_confidence():
    model, measured = learn(*made())

    guesses = model.guess(Written("水管爆裂", "昨晚水管爆裂，请尽快处理"))

    assert guesses[0].code == "water"
    assert sum(g.confidence for g in guesses) == pytest.approx(1)
    assert [g.confidence for g in guesses] == sorted((g.confidence for g in guesses), reverse=True)
    assert (measured.texts, measured.categories) == (90, 3)
    assert measured.macro_f1 > 0.95
    assert measured.top_two >= measured.accuracy


def test_the_same_texts_and_seed_make_the_same_model_to_the_byte():
    texts, codes = made()

    assert learn(texts, codes, seed=3)[0].to_bytes() == learn(texts, codes, seed=3)[0].to_bytes()


def test_a_model_is_small_and_says_the_same_after_it_was_kept():
    model, _measured = learn(*made())

    kept = model.to_bytes()
    again = Classifier.from_bytes(kept)

    assert len(kept) < 100_000
    for text in made(seed=2)[0]:
        assert [g.code for g in again.guess(text)][:1] == [g.code for g in model.guess(text)][:1]
        assert again.guess(text)[0].confidence == pytest.approx(model.guess(text)[0].confidence, abs=0.01)


@pytest.mark.parametrize("text", ["", "？", "abc 123", "\ud800", "𠮷" * 3000])
def test_any_text_is_judged(text):
    model, _measured = learn(*made(8))

    assert len(model.guess(Written("", text))) == 3


def test_one_category_or_too_few_texts_cannot_be_learned():
    texts, codes = made(4)

    with pytest.raises(ValueError):
        learn(texts[:4], codes[:4])
    with pytest.raises(ValueError):
        learn(texts[:5], [*codes[:4], "water"])


def test_a_message_is_judged_within_two_milliseconds():
    model, _measured = learn(*made())
    text = Written("路灯不亮", "路灯不亮，请尽快处理。" * 30)

    began = time.process_time()
    for _ in range(50):
        model.guess(text)

    assert (time.process_time() - began) / 50 < 0.002
