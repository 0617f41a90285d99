"""A month of messages, from the first to the last, each step when its time comes."""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wangge.core.areas.queries import areas_in_memory
from wangge.core.notices.operations import mark_all_read
from wangge.core.places.queries import in_force
from wangge.faces.demo.messages import Message
from wangge.ground.foundation import jobs

from .aside import Aside
from .course import pace_of
from .mediations import Mediating
from .musters import Whistling
from .pictures import Pictures
from .rhythm import Rhythm
from .staff import Staff
from .stories import story_of
from .walk import Walk, World
from .whereabouts import Ground

UNREAD_FOR = timedelta(days=2)
TOLD_EVERY = 50
REPEATED_WITHIN = 60.0  # hours between two messages about the same thing


def live_a_month(
    *, place: str, messages: Sequence[Message], seed: int, now: datetime, say: Callable[[str], None]
) -> int:
    """Play messages through the thirty days before `now`; returns how many cases there are.

    What becomes of one message does not hang on the others, but for the first of its issue.
    """
    world = _world(place, seed=seed, now=now)
    month = _Month(world, now=now, say=say)
    for number, message in enumerate(messages, start=1):
        month.expect(Walk(message, world, number=number), message)
    month.run()
    month.end()
    return month.reported


def _world(place: str, *, seed: int, now: datetime) -> World:
    rules = in_force(place=place).rules
    root = next(row.path for row in areas_in_memory().rows if row.place == place)
    return World(
        place=place,
        seed=seed,
        rules=rules,
        story=story_of(place),
        staff=Staff(root=root, place=place, at=now),
        ground=Ground(root=root, seed=seed),
        pictures=Pictures(seed=seed),
        rhythm=Rhythm(now),
    )


class _Month:
    """What is still to come, the earliest first."""

    def __init__(self, world: World, *, now: datetime, say: Callable[[str], None]) -> None:
        self._world, self._now, self._say = world, now, say
        self._coming: list[tuple[datetime, int, Walk]] = []
        self._first_of: dict[str, datetime] = {}
        self._has_caught_up = False
        self._walks: list[Walk] = []
        self.reported = 0

    def expect(self, walk: Walk, message: Message) -> None:
        """A message will come in: when its plot says, soon after the first of its issue, or some time."""
        rhythm = self._world.rhythm
        if walk.plot.ago is not None:
            at = rhythm.ago(walk.plot.ago)
        elif message.issue in self._first_of:
            later = rhythm.after(
                self._first_of[message.issue], hours=walk.rng.uniform(0.3, REPEATED_WITHIN), when="waking", rng=walk.rng
            )
            at = min(later, self._now - timedelta(minutes=30))
        else:
            is_emergency = message.tone == "emergency"
            at = rhythm.reported(rng=walk.rng, office_hours=message.channel == "window", any_time=is_emergency)
        if message.issue:
            self._first_of.setdefault(message.issue, at)
        heapq.heappush(self._coming, (at, walk.number, walk))
        self._walks.append(walk)

    def run(self) -> None:
        while self._coming:
            at, _number, walk = heapq.heappop(self._coming)
            if at > self._now:
                continue
            self._catch_up(at)
            if walk.reported is None:
                walk.report(at)
                self._count()
            else:
                walk.step(at)
            self._plan_next(walk, at)

    def end(self) -> None:
        """Units are called together, disputes are talked over; some matters turn aside: put off, refused, merged."""
        told = {walk.message.id: walk for walk in self._walks if walk.reported is not None}
        for muster in self._world.story.musters:
            if walk := told.pop(muster.message, None):
                Whistling(walk, muster).run()
        for mediation in self._world.story.mediations:
            if walk := told.pop(mediation.message, None):
                Mediating(walk, mediation).run()
        Aside(self._world, list(told.values()), at=self._now).run()
        jobs.run_waiting()

    def _plan_next(self, walk: Walk, at: datetime) -> None:
        if walk.is_over:
            return
        action = walk.next_action
        minor = self._world.rules.category(walk.message.category).minor
        pace = pace_of(action, pressing=walk.is_pressing, minor=minor, pinned=walk.plot.ago is not None)
        hours = walk.rng.uniform(pace.least, pace.most)
        then = self._world.rhythm.after(at, hours=hours, when=pace.when, rng=walk.rng)
        heapq.heappush(self._coming, (then, walk.number, walk))

    def _count(self) -> None:
        self.reported += 1
        if self.reported % TOLD_EVERY == 0:
            self._say(_("已有 {n} 件事项").format(n=self.reported))

    def _catch_up(self, at: datetime) -> None:
        """What people were told until two days ago they have read."""
        if self._has_caught_up or at < self._now - UNREAD_FOR:
            return
        self._has_caught_up = True
        jobs.run_waiting()
        for account_id in self._world.staff.account_ids:
            mark_all_read(account_id=account_id, at=at)
