"""duty.toml: who answers on which days and hours, and who answers when nobody there does."""

from datetime import time
from typing import Literal

from wangge.ground.rulebook.schema.base import Code, DayTime, Strict

DutyDays = Literal["every_day", "workdays", "rest_days"]


class Rota(Strict):
    """A unit kind's shift. The same `start` and `end` means round the clock; `posts` in order of who is asked first."""

    unit_kind: Code
    days: DutyDays
    start: DayTime
    end: DayTime
    posts: tuple[Code, ...]

    @property
    def round_the_clock(self) -> bool:
        """Whether the shift lasts 24 hours."""
        return self.start == self.end

    def covers(self, moment: time) -> bool:
        """Whether the time of day lies in the shift; a shift may run over midnight."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return self.round_the_clock or moment >= self.start or moment < self.end

    def runs_on(self, *, is_workday: bool) -> bool:
        """Whether the shift is kept on a working day, or on a day of rest."""
        return self.days == "every_day" or (self.days == "workdays") == is_workday


class Duty(Strict):
    """The rotas, and the chain of unit kinds asked one after the other, lowest first."""

    rotas: tuple[Rota, ...]
    fallback: tuple[Code, ...]
