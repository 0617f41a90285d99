"""rights.toml: what may be asked for while a matter is handled, who decides it, and on which lawful grounds."""

from typing import Annotated, Literal

from pydantic import Field

from wangge.ground.rulebook.schema.base import Code, Count, Label, Number, Sentence, Strict, UnknownCode, YesNo
from wangge.ground.rulebook.schema.clocks import Allowance

LawfulGround = Literal["no_authority", "no_funds", "legal_procedure"]
REVIEW_DAYS_AT_MOST = 90


class Extension(Strict):
    """延期: how often the closing clock may be lengthened, and by how much at a time."""

    times: Count
    most: Allowance


class PauseReason(Strict):
    """Why a clock may stand still (等候补正、法定程序、天气)."""

    code: Code
    label: Label
    days_at_most: Count  # then the clock goes on by itself
    times: Count | None = None  # how often for one matter (一次性告知: all papers are asked for at once)
    needs_evidence: YesNo = True
    public: Sentence


class Suspension(Strict):
    """挂账: for three reasons only, by a named leader, looked at again within 90 days, never counted as solved."""

    grounds: tuple[LawfulGround, ...] = ("no_authority", "no_funds", "legal_procedure")
    review_days: Annotated[int, Field(strict=True, ge=1, le=REVIEW_DAYS_AT_MOST)] = REVIEW_DAYS_AT_MOST


class RefusalReason(Strict):
    """A lawful ground for not taking a matter in (不予受理), with what the asker is told."""

    code: Code
    label: Label
    law: Sentence
    public: Sentence


class SignOff(Strict):
    """签批: matters by these channels are signed by a leader before they are closed."""

    channels: tuple[Code, ...] = ()
    posts: tuple[Code, ...] = ()  # holders may sign


class Petition(Strict):
    """信访: a ledger on calendar days; the statutory system stays the system of record."""

    channels: tuple[Code, ...] = ()
    repeat_within_days: Count = 365  # the same person again within it is 重访
    backlog_after_days: Count = 90  # open longer is 积案
    days: Count = 60
    extension_days: Number = 30


class Rights(Strict):
    """All of it; what a place does not declare it does not offer."""

    extension: Extension | None = None
    pauses: tuple[PauseReason, ...] = ()
    suspension: Suspension | None = None
    refusals: tuple[RefusalReason, ...] = ()
    appeal_days: Count = 15
    sign_off: SignOff = SignOff()
    custody_posts: tuple[Code, ...] = ()  # 包案: whose holders may take a backlog case into custody
    petition: Petition | None = None

    def extension_of(self, *, is_petition: bool) -> Extension | None:
        """How a matter may be extended; a petition once, by calendar days (practice.md 2.6)."""
        if is_petition and self.petition is not None:
            days = self.petition.extension_days
            return Extension(times=1, most=Allowance(amount=days, unit="days")) if days else None
        return self.extension

    def pause(self, code: str) -> PauseReason:
        """Raises UnknownCode."""
        for one in self.pauses:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这个暂停理由")

    def refusal(self, code: str) -> RefusalReason:
        """Raises UnknownCode."""
        for one in self.refusals:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这个不予受理的理由")
