"""Who does what in a place's month and what they say: words of our own, from one file a place."""

import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from wangge.faces.demo.messages import Message
from wangge.ground.rulebook.rulebook import Rulebook

FOLDER = Path(__file__).parent
OWN = "own"  # the unit that would receive the matter does it itself
ANY = "any"


@dataclass(frozen=True)
class Result:
    """What was done, for staff; what the asker is told; what became of the matter."""

    done: str
    answer: str
    outcome: str
    when: tuple[str, ...] = ()  # only for messages with one of these words

    def fits(self, words: str) -> bool:
        return any(one in words for one in self.when)


@dataclass(frozen=True)
class Plot:
    """What is to happen to a message: `ago` days before the end, until it stops, by which way."""

    ago: float | None = None
    stop: str = ""
    way: str = ""
    wrong: str = ""  # the unit that is asked first and sends it back
    grid: int = 0  # in which grid of its village; 0: any


@dataclass(frozen=True)
class Came:
    """How far a unit that a whistle calls has come: what is empty it has not done yet."""

    unit: str  # part of its name
    signed: str = ""
    came_to: str = ""
    said: str = ""
    score: int = 0


@dataclass(frozen=True)
class Muster:
    """A whistle for a message: asked by its grid; blown when somebody agreed."""

    message: str
    kind: str
    reason: str
    place: str
    units: tuple[Came, ...]
    blown_by: str = ""  # a kind of unit
    agreed: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Talk:
    """One mediation: where, what came of it, what was said."""

    venue: str
    outcome: str
    words: str


@dataclass(frozen=True)
class Mediation:
    """How the dispute of a message is settled; without terms it is not yet."""

    message: str
    applicant: str
    respondent: str
    mediator: dict[str, str]
    steps: tuple[str, ...]
    sessions: tuple[Talk, ...]
    facts: str = ""
    terms: str = ""
    how: str = ""
    where: str = ""
    days: int = 0  # until it is to be kept
    kept: str = ""


@dataclass(frozen=True)
class Story:
    """A place's month before it happens."""

    handlers: dict[str, str]
    words: dict[str, list[str]]
    results: dict[str, list[Result]]
    plots: dict[str, Plot] = field(default_factory=dict)
    musters: tuple[Muster, ...] = ()
    mediations: tuple[Mediation, ...] = ()

    def handler(self, category: str, rules: Rulebook) -> str:
        """Part of the name of the unit that does this work, or OWN."""
        return self.handlers[self._known(category, rules, set(self.handlers))]

    def result(self, message: Message, rules: Rulebook, rng: random.Random) -> Result:
        """What fits the words of the message, else what fits any of its category."""
        known = self.results[self._known(message.category, rules, set(self.results))]
        fitting = [one for one in known if one.fits(f"{message.title} {message.body}")]
        return rng.choice(fitting or [one for one in known if not one.when])

    def say(self, what: str, rng: random.Random) -> str:
        return rng.choice(self.words[what])

    def plot(self, message_id: str) -> Plot:
        return self.plots.get(message_id, Plot())

    def _known(self, category: str, rules: Rulebook, codes: set[str]) -> str:
        """The category, else its domain, else whatever holds for any."""
        return next((code for code in (category, rules.category(category).parent, ANY) if code in codes), ANY)


def story_of(place: str) -> Story:
    """Read a place's story."""
    given = tomllib.loads((FOLDER / f"{place}.toml").read_text("utf-8"))
    return Story(
        handlers=given["handlers"],
        words=given["words"],
        results={
            code: [Result(**one | {"when": tuple(one.get("when", ()))}) for one in rows]
            for code, rows in given["results"].items()
        },
        plots={code: Plot(**one) for code, one in given["plots"].items()},
        musters=tuple(
            Muster(**one | {"units": tuple(Came(**unit) for unit in one["units"])}) for one in given.get("musters", ())
        ),
        mediations=tuple(
            Mediation(**one | {"sessions": tuple(Talk(**talk) for talk in one["sessions"])})
            for one in given.get("mediations", ())
        ),
    )
