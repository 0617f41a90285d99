"""The messages and the story: ours, varied, and fit for the rules of their place."""

import re
from collections import Counter

import pytest

from tests.world import shipped_rulebook
from wangge.faces.demo.messages import messages_of
from wangge.faces.demo.month.course import course_of
from wangge.faces.demo.month.stories import OWN, story_of
from wangge.faces.demo.worlds import WITH_A_MONTH as PLACES
from wangge.ground.foundation.text import clean_text

TELEPHONE = re.compile(r"\d{7,}")


def test_there_are_about_two_hundred_and_none_twice():
    messages = [message for place in PLACES for message in messages_of(place)]

    assert Counter(message.id[:2] for message in messages) == {"qp": 140, "jz": 60}
    assert len({message.body for message in messages}) == len({message.id for message in messages}) == 200


@pytest.mark.parametrize("place", PLACES)
def test_categories_channels_and_urgencies_are_those_of_the_rules(place):
    rules = shipped_rulebook(place)

    for message in messages_of(place):
        assert rules.category(message.category).urgency == message.urgency, message.id
        assert rules.channel(message.channel).code == message.channel
        assert clean_text(message.body, max_length=rules.limits.words_max)


@pytest.mark.parametrize("place", PLACES)
def test_they_vary_in_tone_length_channel_and_category(place):
    messages = messages_of(place)
    lengths = [len(message.body) for message in messages]

    assert {message.tone for message in messages} == {"plain", "angry", "unclear", "praise", "emergency"}
    assert (min(lengths) < 20, max(lengths) > 120) == (True, True)
    assert len({message.channel for message in messages}) >= 7
    assert len({message.category for message in messages}) > 0.8 * len(shipped_rulebook(place).categories)


@pytest.mark.parametrize("place", PLACES)
def test_some_tell_the_same_issue_in_other_words(place):
    issues = Counter(message.issue for message in messages_of(place) if message.issue)

    assert len(issues) >= 5
    assert set(issues.values()) <= {2, 3}


def test_no_message_carries_a_telephone_number():
    assert [m.id for place in PLACES for m in messages_of(place) if TELEPHONE.search(m.title + m.body)] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_plot_belongs_to_a_message_and_every_handler_to_a_category(place):
    story, rules = story_of(place), shipped_rulebook(place)
    known = {category.code for category in rules.categories} | {"any"}

    assert set(story.plots) <= {message.id for message in messages_of(place)}
    assert set(story.handlers) <= known
    assert set(story.results) <= known
    assert OWN in story.handlers.values()


@pytest.mark.parametrize("place", PLACES)
def test_every_message_finds_what_was_done(place):
    story, rules = story_of(place), shipped_rulebook(place)

    for message in messages_of(place):
        assert story.result(message, rules, Fixed()).outcome in ("solved", "partly", "unsolved"), message.id


@pytest.mark.parametrize("stop", ["accepted", "dispatched", "signed", "handled", "verified", "answered"])
def test_a_course_ends_where_its_plot_stops(stop):
    story = story_of("qingping")
    plot = next(one for one in story.plots.values() if one.stop == stop)

    course = course_of(plot=plot, takes_it_itself=False, rng=Fixed())

    last = {
        "accepted": "accept", "dispatched": "dispatch", "signed": "contact", "handled": "handle", "verified": "verify",
        "answered": "answer",
    }  # fmt: skip
    assert course[-1] == last[stop] or (stop == "signed" and course[-1] in ("add_words", "comment"))


class Fixed:
    """No chance: always the first, always yes."""

    def random(self) -> float:
        return 0.0

    def choice(self, options):
        return options[0]
