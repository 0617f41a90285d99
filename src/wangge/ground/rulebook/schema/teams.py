"""teams.toml: what is kept about those in posts, what a grid team has, and what its organisation is checked for."""

from datetime import date
from typing import Literal, TypeVar

from wangge.ground.rulebook.schema.base import (
    Code,
    Count,
    DivisionCode,
    Label,
    Level,
    Number,
    Percent,
    Sentence,
    Strict,
    UnknownCode,
    YesNo,
)

CheckKind = Literal[
    "posts_filled",
    "party_body",
    "party_share",
    "members",
    "load",
    "eligible",
    "groups",
    "place_held",
    "linked",
    "claimed",
    "skills",
    "nets",
    "naming",
    "one_grid",
    "chat_group",
    "kit",
    "trained",
]
EmploymentKind = Literal["lead", "full_time", "part_time"]
SupplyKind = Literal["kit", "allowance", "training", "insurance"]
HeldPlace = Literal["road", "building"]


class Background(Strict):
    """Where members come from (党员骨干、退休干部、楼道长 …); one may have several, one of them first."""

    code: Code
    label: Label


class Skill(Strict):
    """What a team should be able to do (作战单元: 民警、律师、调解员 …)."""

    code: Code
    label: Label


class Training(Strict):
    """A training or qualification; with `months` it runs out."""

    code: Code
    label: Label
    months: Count | None = None
    posts: tuple[Code, ...] = ()  # whose holders should have it


class Supply(Strict):
    """What a team is given to work with (工作保障): kit, allowance, training, insurance."""

    code: Code
    label: Label
    kind: SupplyKind = "kit"


class Net(Strict):
    """A special-purpose grid (党建、综治 …) that is laid onto the one grid."""

    code: Code
    label: Label


class Employment(Strict):
    """Which posts are of which kind; a member's own entry goes before it."""

    lead: tuple[Code, ...] = ()
    full_time: tuple[Code, ...] = ()
    part_time: tuple[Code, ...] = ()


class MemberDuty(Strict):
    """One of the duties members have (信息收集、治理协管、服务代办), and which errands at doors are of it."""

    code: Code
    label: Label
    errands: tuple[Code, ...]  # codes of visits.toml


class GridCount(Strict):
    """A way to count grids, and the number a document gives for it."""

    code: Code
    label: Label
    levels: tuple[Level, ...] = ("grid",)
    kinds: tuple[Code, ...] = ()  # kinds of grid; none: all of these levels
    under: DivisionCode | None = None  # only in the area of this code; none: in all of the place
    reported: Number | None = None
    about: YesNo = False  # the document says 余, 约
    on: date | None = None  # the day of the document; none: undated
    source: Sentence


class OrganisationCheck(Strict):
    """What the organisation of an area should be; `mender` is the post whose holder puts it right."""

    code: Code
    label: Label
    kind: CheckKind
    mender: Code
    level: Level = "grid"
    posts: tuple[Code, ...] = ()
    each: Count | None = None  # households for one member
    tolerance: Percent | None = None  # load: so many percent away from `each` is told
    share: tuple[Count, Count] | None = None  # party_share: [1, 3]
    unit_kinds: tuple[Code, ...] = ()  # party_body; none: every party organisation
    must_hold: tuple[Code, ...] = ()  # eligible: one of these posts at the same area or above
    backgrounds: tuple[Code, ...] = ()  # eligible: or one of these backgrounds
    place_kind: HeldPlace | None = None  # place_held
    supplies: tuple[Code, ...] = ()  # kit


class Teams(Strict):
    """All of it; a place without the file keeps posts and nothing more."""

    backgrounds: tuple[Background, ...] = ()
    skills: tuple[Skill, ...] = ()
    trainings: tuple[Training, ...] = ()
    supplies: tuple[Supply, ...] = ()
    nets: tuple[Net, ...] = ()
    employment: Employment = Employment()
    party_posts: tuple[Code, ...] = ()  # whose holders are party members by the name of the post
    linking_posts: tuple[Code, ...] = ()  # whose holders are linked with households (联户)
    households_each: Count | None = None  # how many one of them is to be given
    public_card: Code | None = None  # the list of place.toml whose items stand on a member's public card (五亮)
    duties: tuple[MemberDuty, ...] = ()
    services: tuple[Label, ...] = ()  # what may be asked for at the door (流动服务站)
    counts: tuple[GridCount, ...] = ()
    checks: tuple[OrganisationCheck, ...] = ()

    def background(self, code: str) -> Background:
        """Raises UnknownCode."""
        return _found(self.backgrounds, code, "来源")

    def skill(self, code: str) -> Skill:
        """Raises UnknownCode."""
        return _found(self.skills, code, "技能")

    def training(self, code: str) -> Training:
        """Raises UnknownCode."""
        return _found(self.trainings, code, "培训")

    def supply(self, code: str) -> Supply:
        """Raises UnknownCode."""
        return _found(self.supplies, code, "保障")

    def net(self, code: str) -> Net:
        """Raises UnknownCode."""
        return _found(self.nets, code, "专项网格")

    def employment_of(self, post: str) -> EmploymentKind | None:
        """Whether holders of a post lead, work full time or part time; None where the place does not say."""
        kinds: tuple[EmploymentKind, ...] = ("lead", "full_time", "part_time")
        return next((kind for kind in kinds if post in getattr(self.employment, kind)), None)


FoundT = TypeVar("FoundT", Background, Skill, Training, Supply, Net)


def _found(items: tuple[FoundT, ...], code: str, what: str) -> FoundT:
    for item in items:
        if item.code == code:
            return item
    raise UnknownCode(f"规则里没有“{code}”这种{what}")
