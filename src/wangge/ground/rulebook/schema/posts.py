"""posts.toml: the posts people hold (网格长, 联户党员), their seats, and who stands in for whom (AB岗)."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from wangge.ground.rulebook.schema.base import (
    NUMBER_PREFIX_PATTERN,
    Code,
    Count,
    Label,
    Level,
    Number,
    Sentence,
    Strict,
    YesNo,
)


class Seats(Strict):
    """How many hold the post in one unit for one area; no `max` means as many as are needed."""

    min: Number = 0
    max: Count | None = None

    @model_validator(mode="after")
    def _max_is_not_below_min(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError("最多人数不能少于最少人数")
        return self


class PostKind(Strict):
    """A kind of post, in which unit it sits, for which level of area it answers."""

    code: Code
    label: Label
    duties: tuple[Sentence, ...]  # shown to the public
    may_decide: tuple[Sentence, ...] = ()  # shown to the public
    unit_kind: Code
    level: Level
    seats: Seats
    required: YesNo = False  # an area with fewer holders than seats.min is reported as vacant
    role: Code
    term_years: Count | None = None
    certificate: YesNo = False  # 聘书
    number_prefix: Annotated[str, StringConstraints(pattern=NUMBER_PREFIX_PATTERN)] | None = None
    households_each: Count | None = None  # one holder for so many households; more are wanted where more live
    public: YesNo = True  # holder's name and post stand on the grid's page (公示)

    def wanted_for(self, households: int) -> int:
        """How many holders an area with so many households should have."""
        by_load = -(-households // self.households_each) if self.households_each else 0
        return max(self.seats.min, by_load)

    @model_validator(mode="after")
    def _certificate_has_a_number(self) -> Self:
        if self.certificate and self.number_prefix is None:
            raise ValueError("发聘书的岗位要写编号字头 number_prefix")
        if self.required and self.seats.min == 0:
            raise ValueError("必设岗位的 seats.min 至少为 1")
        return self


class Deputy(Strict):
    """While the holder of `post` is absent, a holder of `by` at the same area (or above) acts (AB岗)."""

    post: Code
    by: Code


class Posts(Strict):
    """All posts of a place."""

    kinds: tuple[PostKind, ...]
    deputies: tuple[Deputy, ...] = ()
