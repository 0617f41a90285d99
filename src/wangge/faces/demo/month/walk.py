"""One message on its way: reported, then one step after another by whoever has to take it."""

import random
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from wangge.core.access.queries import Actor, system_actor
from wangge.core.cases import operations
from wangge.core.cases.lifecycle import Action, Outcome, State
from wangge.core.cases.operations.handling import Done
from wangge.core.cases.queries import CaseRequest
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.cases.routing import first_owner
from wangge.core.cases.texts import fallback_category, suggest_categories
from wangge.core.teams.units import Unit
from wangge.faces.demo.messages import Message
from wangge.faces.demo.names import caller_name, fictional_phone
from wangge.ground.foundation.files import PreparedImage
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.rulebook import Rulebook

from .course import course_of
from .pictures import Pictures
from .rhythm import Rhythm
from .staff import Staff
from .stories import OWN, Plot, Result, Story
from .whereabouts import Ground, Where

if TYPE_CHECKING:
    from wangge.core.cases.models import Case

A = Action
BY_CALL = ("phone", "hotline", "window")
SELF_SERVED = ("qr", "portal")
ON_THE_WAY = ("visit", "patrol")
WITH_CONTACT = 0.45
WITH_PHOTO = 0.4
WITH_EVIDENCE = 0.6
SECRETLY = "不要说是我"
RETURNED_FOR = "wrong_area"


@dataclass(frozen=True)
class World:
    """All that a walk looks at."""

    place: str
    seed: int
    rules: Rulebook
    story: Story
    staff: Staff
    ground: Ground
    pictures: Pictures
    rhythm: Rhythm


class Walk:
    """A case that moves along its course; `step` takes the next step and says how long until the one after."""

    def __init__(self, message: Message, world: World, *, number: int) -> None:
        self.message, self.world, self.number = message, world, number
        self.rng = random.Random(f"{world.seed}:{message.id}")  # noqa: S311 - a demonstration, not a secret
        self.plot: Plot = world.story.plot(message.id)
        self.where: Where = world.ground.of(message, grid_number=self.plot.grid)
        self.course: list[Action] = []
        self.taken: list[Action] = []
        self.reported: Reported | None = None
        self.owner_id: UUID | None = None
        self.handled_by: Actor | None = None
        self.state, self.last_at = "", world.rhythm.begin
        self.town_id = self.where.area.town_id
        self.request: CaseRequest | None = None

    # what is known from the beginning

    @cached_property
    def path(self) -> str:
        return self.where.area.path

    @cached_property
    def is_pressing(self) -> bool:
        return self.message.urgency != "normal"

    @cached_property
    def result(self) -> Result:
        return self.world.story.result(self.message, self.world.rules, self.rng)

    @cached_property
    def handler(self) -> Unit:
        """The unit that does the work."""
        words = self.world.story.handler(self.message.category, self.world.rules)
        if words != OWN:
            return self.world.staff.handling(words, path=self.path)
        return self._first(category=self.message.category, channel="portal")

    def _first(self, *, category: str, channel: str) -> Unit:
        return first_owner(
            rules=self.world.rules, area_path=self.path, level=self.where.area.level, channel=channel, category=category  # type: ignore[arg-type]  # the levels of areas are those of the rules
        )  # fmt: skip

    @property
    def is_over(self) -> bool:
        return len(self.taken) == len(self.course)

    @property
    def next_action(self) -> Action:
        return self.course[len(self.taken)]

    # reporting

    def report(self, at: datetime) -> None:
        """Send the message in by its channel, as a resident or through whoever takes calls."""
        rules, message = self.world.rules, self.message
        by_resident = message.channel in SELF_SERVED
        chosen = "" if by_resident and not self.is_pressing else message.category
        suggested = suggest_categories(rules=rules, text=f"{message.title} {message.body}")
        category = chosen or (suggested[0] if suggested else fallback_category(rules))
        owner = self._first(category=category, channel=message.channel)
        operator = system_actor(name="") if by_resident else self._operator(owner)
        self.reported = operations.report_case(report=self._report(chosen, operator), actor=operator, at=at)
        self.owner_id, self.state, self.last_at = owner.id, State.REPORTED, at
        self.course = course_of(plot=self.plot, takes_it_itself=owner.id == self.handler.id, rng=self.rng)

    def _report(self, category: str, operator: Actor) -> CaseReport:
        message, point = self.message, self.where.point
        picture = self.world.pictures.of(message, done=False) if self._takes_photo else None
        return CaseReport(
            area_id=self.where.door.id,
            channel=message.channel,
            body=message.body,
            source_ref=f"demo:{message.id}",
            title=message.title,
            category=category,
            where_words=message.where,
            lon=point[0] if point else None,
            lat=point[1] if point else None,
            name=caller_name(self.rng) if self._phone else "",
            phone=self._phone,
            is_confidential=SECRETLY in message.body,
            account_id=operator.account_id if message.channel in ON_THE_WAY else None,
            photos=(picture,) if picture else (),
        )

    @cached_property
    def _takes_photo(self) -> bool:
        return self.message.channel in (*SELF_SERVED, "patrol") and self.rng.random() < WITH_PHOTO

    @cached_property
    def _phone(self) -> str:
        calls = self.message.channel in BY_CALL
        tells = calls or (self.message.channel in SELF_SERVED and self.rng.random() < WITH_CONTACT)
        return fictional_phone(self.number) if tells or SECRETLY in self.message.body else ""

    def _operator(self, owner: Unit) -> Actor:
        """Who writes the message down: on the way the grid's own people, else the desk."""
        chain = self.world.rules.duty.fallback
        kinds = list(chain) if self.message.channel in ON_THE_WAY else [chain[-1]]
        unit = self.world.staff.nearest([*kinds, owner.unit_kind], path=self.path)
        return self._who("intake.operate", unit_id=unit.id)

    # the steps

    def step(self, at: datetime) -> None:
        """Take the next step."""
        action = self.next_action
        found = getattr(self, f"_{action.value}")(at)
        self.owner_id, self.state, self.last_at = found.owner_unit_id, found.state, at
        self.taken.append(action)

    def later(self, hours: float) -> datetime:
        """When something beside the steps happens: so many hours on, in the daytime, at the latest now."""
        rhythm = self.world.rhythm
        self.last_at = min(rhythm.after(self.last_at, hours=hours, when="daily", rng=self.rng), rhythm.now)
        return self.last_at

    def _who(self, permission: Permission, *, unit_id: UUID | None = None, but: Actor | None = None) -> Actor:
        unit_id = unit_id or self.owner_id
        assert unit_id is not None
        staff, other = self.world.staff, but.account_id if but else None
        return staff.acting(unit_id, permission, path=self.path, rng=self.rng, but=other)

    def acting(self, permission: Permission, *, unit_kind: str = "") -> Actor:
        """Somebody of the unit whose turn it is, or of the nearest unit of a kind."""
        unit = self.world.staff.nearest([unit_kind], path=self.path) if unit_kind else None
        return self._who(permission, unit_id=unit.id if unit else None)

    def _say(self, what: str) -> str:
        return self.world.story.say(what, self.rng)

    @property
    def case_id(self) -> UUID:
        assert self.reported is not None
        return self.reported.case_id

    def _accept(self, at: datetime) -> "Case":
        return operations.accept_case(
            actor=self._who("case.accept"), case_id=self.case_id, category=self.message.category,
            note=self._say("accepted"), at=at,
        )  # fmt: skip

    def _take(self, at: datetime) -> "Case":
        return operations.take_case(actor=self._who("case.handle"), case_id=self.case_id, at=at)

    def _dispatch(self, at: datetime) -> "Case":
        unit = self.handler
        if self.plot.wrong and A.RETURN not in self.taken:
            unit = self.world.staff.handling(self.plot.wrong, path=self.path)
        return operations.dispatch_case(
            actor=self._who("case.dispatch"),
            case_id=self.case_id,
            unit_id=unit.id,
            note=self._say("dispatched"),
            at=at,
        )

    def _sign(self, at: datetime) -> "Case":
        actor = self._who("case.sign")
        return operations.sign_case(actor=actor, case_id=self.case_id, note=self._say("signed"), at=at)

    def _contact(self, at: datetime) -> "Case":
        actor = self._who("case.contact")
        words = self._say("contacted" if self._phone else "contacted_there")
        return operations.contact_asker(actor=actor, case_id=self.case_id, note=words, at=at)

    def _return(self, at: datetime) -> "Case":
        return operations.return_case(
            actor=self._who("case.return"),
            case_id=self.case_id,
            reason=RETURNED_FOR,
            note=self._say("returned"),
            at=at,
        )

    @property
    def _is_done_again(self) -> bool:
        return A.REOPEN in self.taken

    def _handle(self, at: datetime) -> "Case":
        actor = self._who("case.handle")
        picture = self._evidence()
        done = Done(
            words=self._say("unhappy_reopened") if self._is_done_again else self.result.done,
            outcome=Outcome.SOLVED if self._is_done_again else self.result.outcome,
            photos=(picture,) if picture else (),
            photos_public=True,
            no_evidence_reason="" if picture else self._say("no_photo"),
        )
        self.handled_by = actor
        return operations.handle_case(actor=actor, case_id=self.case_id, done=done, at=at)

    def _evidence(self) -> PreparedImage | None:
        if self.rng.random() > WITH_EVIDENCE:
            return None
        return self.world.pictures.of(self.message, done=True)

    def _send_back(self, at: datetime) -> "Case":
        actor = self._who("case.verify", but=self.handled_by)
        return operations.send_back_case(actor=actor, case_id=self.case_id, note=self._say("sent_back"), at=at)

    def _verify(self, at: datetime) -> "Case":
        actor = self._who("case.verify", but=self.handled_by)
        return operations.verify_case(actor=actor, case_id=self.case_id, note=self._say("checked"), at=at)

    def _answer(self, at: datetime) -> "Case":
        words = self._say("unhappy_answer") if self._is_done_again else self.result.answer
        return operations.answer_case(actor=self._who("case.answer"), case_id=self.case_id, answer=words, at=at)

    def _reopen(self, at: datetime) -> "Case":
        """The asker is unhappy, which takes the matter up again."""
        return self._rated(self.rng.choice((1, 2)), self._say("unhappy"), at=at)

    def _rate(self, at: datetime) -> "Case":
        scores = (
            (5,) if self.message.tone == "praise" else (3, 4) if self.message.tone == "angry" else (3, 4, 4, 5, 5, 5)
        )
        score = self.rng.choice(scores)
        return self._rated(score, self._say(f"rated_{score}"), at=at)

    def _rated(self, score: int, words: str, *, at: datetime) -> "Case":
        assert self.reported is not None
        reasons = [reason.code for reason in self.world.rules.rating.level(score).reasons]
        return operations.rate_case(
            number=self.reported.number, code=self.reported.tracking_code, score=score,
            reasons=[self.rng.choice(reasons)], words=words, at=at,
        )  # fmt: skip

    def _close(self, at: datetime) -> "Case":
        return operations.close_case(
            actor=self._who("case.close"), case_id=self.case_id, check=self._say("closed"), at=at
        )

    def _archive(self, at: datetime) -> "Case":
        return operations.archive_case(actor=self._who("case.archive"), case_id=self.case_id, at=at)

    def _add_words(self, at: datetime) -> "Case":
        assert self.reported is not None
        number, code = self.reported.number, self.reported.tracking_code
        return operations.add_words(number=number, code=code, words=self._say("added"), at=at)

    def _comment(self, at: datetime) -> "Case":
        actor = self._who("case.see")
        return operations.comment_case(actor=actor, case_id=self.case_id, note=self._say("commented"), at=at)
