"""Suggestions learned from what clerks corrected: in one town only, refused when too early, never a statement more."""

import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.cases import operations
from wangge.core.cases.models import CaseStep, CategoryModel
from wangge.core.cases.operations import learning
from wangge.core.cases.operations.learning import learn_categories, learn_where_worthwhile, towns_of_place
from wangge.core.cases.suggesting import suggest_category
from wangge.core.cases.texts import fallback_category, suggest_categories
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import NotFound, Refusal

pytestmark = pytest.mark.django_db
SOUNDS = (("老槐树底下一大堆", "走过去都得捂着"), ("龙头里淌黄汤", "洗衣服都不行"))
FILL = ("快来看看", "好几天了", "一直这样")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(learning, "FEWEST_CASES", 24)
    monkeypatch.setattr(learning, "ENOUGH_NEW", 20)


def codes() -> list[str]:
    """Two categories of the place that no word of the texts below suggests."""
    rules = in_force(place="qingping").rules
    texts = [*(word for words in SOUNDS for word in words), *FILL]
    said = {fallback_category(rules), *(code for text in texts for code in suggest_categories(rules=rules, text=text))}
    return [c.code for c in rules.categories if not c.emergency and c.code not in said][:2]


def corrected(town: Town, *, each: int = 12) -> None:
    """Cases that a clerk put under another category than the words suggested."""
    rng = random.Random(5)
    for code, words in zip(codes(), SOUNDS, strict=True):
        for number in range(each):
            found = town.report(f"{words[number % 2]}，{rng.choice(['快来看看', '好几天了', '一直这样'])}{number}")
            operations.accept_case(actor=town.officer, case_id=found.case_id, category=code, at=MONDAY)


def suggested(town: Town, body: str):
    return suggest_category(rules=in_force(place="qingping").rules, town_id=town.area.pk, body=body)


def test_without_a_model_the_words_of_the_rules_suggest():
    town = make_qingping()

    found = suggested(town, "村口路灯坏了三天")

    assert found.codes
    assert found.confidences == ()
    assert town.case(town.report("村口路灯坏了三天")).category == found.codes[0]


def test_too_few_cases_are_refused_in_a_clear_sentence():
    town = make_qingping()
    corrected(town, each=3)

    with pytest.raises(Refusal, match="太少"):
        learn_categories(town_id=town.area.pk, at=MONDAY)
    assert not CategoryModel.objects.exists()


def test_what_clerks_corrected_is_suggested_from_then_on_with_a_confidence():
    town = make_qingping()
    corrected(town)

    learned = learn_categories(town_id=town.area.pk, at=MONDAY)

    kept = CategoryModel.objects.get()
    found = suggested(town, "龙头里淌黄汤，怎么用")
    assert (learned.cases, learned.corrected, learned.is_kept) == (24, 24, True)
    assert (kept.town_id, kept.cases, kept.right, kept.size) == (town.area.pk, 24, learned.measured.right, learned.size)
    assert kept.right > kept.right_by_words
    assert found.codes[0] == codes()[1]
    assert 0 < found.confidences[0] <= 1
    assert not found.is_settled
    case = town.report("龙头里淌黄汤，怎么用")
    detail = CaseStep.objects.get(case_id=case.case_id).detail
    assert detail["suggested"][0] == codes()[1]
    assert detail["suggested_by"] == "model"
    assert detail["confidence"][0] == pytest.approx(found.confidences[0], abs=0.001)
    assert detail["chosen"] is False
    assert "settled" not in detail


def test_a_model_of_one_town_is_never_used_in_another():
    town, other = make_qingping(), make_other_town()
    corrected(town)
    learn_categories(town_id=town.area.pk, at=MONDAY)

    assert suggested(other, "龙头里淌黄汤").confidences == ()
    assert suggested(town, "龙头里淌黄汤").confidences != ()
    with pytest.raises(Refusal):
        learn_categories(town_id=other.area.pk, at=MONDAY)


def test_a_rehearsal_measures_and_keeps_nothing():
    town = make_qingping()
    corrected(town)

    learned = learn_categories(town_id=town.area.pk, at=MONDAY, dry_run=True)

    assert learned.measured.texts == 24
    assert not CategoryModel.objects.exists()


def test_learning_again_replaces_the_model_and_keeps_the_figures_of_the_old_one():
    town = make_qingping()
    corrected(town)
    learn_categories(town_id=town.area.pk, at=MONDAY)
    learn_categories(town_id=town.area.pk, at=MONDAY)

    assert CategoryModel.objects.count() == 2
    assert CategoryModel.objects.filter(content__isnull=False).count() == 1


def test_a_suggestion_costs_no_statement_once_the_model_is_in_memory(django_assert_num_queries):
    town = make_qingping()
    corrected(town)
    learn_categories(town_id=town.area.pk, at=MONDAY)
    suggested(town, "龙头里淌黄汤")

    with django_assert_num_queries(0):
        suggested(town, "龙头里淌黄汤")


def test_the_nightly_job_learns_only_after_enough_new_corrections():
    town = make_qingping()
    corrected(town)

    assert [found.town_id for found in learn_where_worthwhile(at=MONDAY)] == [town.area.pk]
    assert learn_where_worthwhile(at=MONDAY) == []


def test_a_place_that_sets_a_threshold_has_sure_suggestions_taken(monkeypatch):
    town = make_qingping()
    corrected(town)
    learn_categories(town_id=town.area.pk, at=MONDAY)
    rules = in_force(place="qingping").rules
    eager = rules.model_copy(update={"limits": rules.limits.model_copy(update={"suggested_category_percent": 1})})
    wary = rules.model_copy(update={"limits": rules.limits.model_copy(update={"suggested_category_percent": 99})})

    def settled(book):
        found = suggest_category(rules=book, town_id=town.area.pk, body="龙头里淌黄汤")
        return found.is_settled or found.confidences[0] >= 0.99, found.detail(chosen=False).get("settled", False)

    assert rules.limits.suggested_category_percent is None
    assert settled(eager) == (True, True)
    assert settled(wary)[1] == settled(wary)[0]


def test_the_command_says_what_it_measured_and_refuses_an_unknown_place():
    town, said = make_qingping(), StringIO()
    corrected(town)

    call_command("learn", "--place", "qingping", "--dry-run", stdout=said, stderr=StringIO())

    assert "24 件" in said.getvalue()
    assert "没有启用" in said.getvalue()
    with pytest.raises(NotFound):
        towns_of_place(place="nowhere")
    make_other_town()
    with pytest.raises(CommandError):
        call_command("learn", "--place", "320581111000", stderr=StringIO())
