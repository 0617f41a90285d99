"""mediation.toml: which matters are disputes, the steps a place takes with them, who mediates, and where."""

from wangge.ground.rulebook.schema.base import Code, Count, Label, Sentence, Strict, UnknownCode


class DisputeKind(Strict):
    """A category of the place that is a dispute, and the code of the public list it is usually put under."""

    category: Code
    code: Label


class ProcedureStep(Strict):
    """One step of the place's procedure (窗口集中接待、现场调处化解 …), in the order of the file."""

    code: Code
    label: Label
    help: Sentence | None = None


class MediatorKind(Strict):
    """Who may be invited (退休老干部、老党员 …); `posts` say which posts such people hold."""

    code: Code
    label: Label
    posts: tuple[Code, ...] = ()


class VenueKind(Strict):
    """Where a dispute is mediated (板凳法庭); `needs`: one of these kinds of mediators must be there."""

    code: Code
    label: Label
    needs: tuple[Code, ...] = ()


class QuickLog(Strict):
    """五小: what a grid settles on the spot and logs in three fields."""

    category: Code
    channel: Code
    venue: Code


class Mediation(Strict):
    """All of it; a place without disputes mediates none."""

    days: Count = 30  # a dispute is usually settled within; longer only with the parties' consent
    confirm_days: Count = 30  # to ask the court together to confirm an agreement (司法确认)
    disputes: tuple[DisputeKind, ...] = ()
    steps: tuple[ProcedureStep, ...] = ()
    mediators: tuple[MediatorKind, ...] = ()
    venues: tuple[VenueKind, ...] = ()
    offices: tuple[Code, ...] = ()  # unit kinds that mediate
    quick: QuickLog | None = None

    def dispute(self, category: str) -> DisputeKind:
        """Raises UnknownCode for a category that is no dispute."""
        for one in self.disputes:
            if one.category == category:
                return one
        raise UnknownCode(f"“{category}”不是纠纷类别")

    def is_dispute(self, category: str) -> bool:
        """Whether matters of a category are disputes."""
        return any(one.category == category for one in self.disputes)

    def step(self, code: str) -> ProcedureStep:
        """Raises UnknownCode."""
        for one in self.steps:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这一步")

    def mediator(self, code: str) -> MediatorKind:
        """Raises UnknownCode."""
        for one in self.mediators:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这种调解员")

    def venue(self, code: str) -> VenueKind:
        """Raises UnknownCode."""
        for one in self.venues:
            if one.code == code:
                return one
        raise UnknownCode(f"规则里没有“{code}”这种调解场所")
