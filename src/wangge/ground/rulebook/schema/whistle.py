"""whistle.toml: the kinds of whistle (吹哨报到), who may ask for one, who blows it, and how fast units must come."""

from typing import Literal

from wangge.ground.rulebook.schema.base import Code, Count, Label, Sentence, Strict, UnknownCode
from wangge.ground.rulebook.schema.clocks import Allowance

Called = Literal["units", "party_members"]


class WhistleKind(Strict):
    """One kind (集结哨、应急哨、党员哨)."""

    code: Code
    label: Label
    help: Sentence
    asked_by: tuple[Code, ...]  # unit kinds that may ask for it
    blown_by: tuple[Code, ...]  # unit kinds that may blow it, and so approve
    calls: Called = "units"
    member_posts: tuple[Code, ...] = ()  # whom a call to party members reaches
    sign: Allowance
    contact: Allowance | None = None
    arrive: Allowance
    report: Allowance | None = None


class Whistle(Strict):
    """All kinds; a place without any has no whistle."""

    kinds: tuple[WhistleKind, ...] = ()
    units_at_most: Count = 9

    def kind(self, code: str) -> WhistleKind:
        """Raises UnknownCode."""
        for one in self.kinds:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这种哨")
