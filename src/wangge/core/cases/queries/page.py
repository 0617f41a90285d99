"""Everything one case's page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import (
    Case,
    CaseAsker,
    CaseClock,
    CaseCustody,
    CasePhoto,
    CaseRating,
    CaseRequest,
    CaseStep,
)
from wangge.core.cases.models.case import CaseRows
from wangge.core.places.queries import InForce, rulebook_of_version
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.text import mask_name, mask_phone
from wangge.ground.rulebook.permissions import Permission

from .offers import Offer, offers
from .requests import requests_of
from .side_offers import Situation, side_offers


@dataclass(frozen=True)
class AskerView:
    """Who asked, masked; `revealable` tells whether the person may look, for a stated purpose."""

    name: str
    phone: str
    is_confidential: bool
    revealable: bool


@dataclass(frozen=True)
class CasePage:
    """A case with its history, as one person may see it."""

    case: Case
    place: InForce
    steps: list[CaseStep]
    clocks: list[CaseClock]
    photos: list[CasePhoto]
    ratings: list[CaseRating]
    asker: AskerView | None
    offers: list[Offer]
    more: list[Offer]
    requests: list[CaseRequest]

    @property
    def newest_step(self) -> UUID:
        return self.steps[-1].pk


def case_page(*, actor: Actor, case_id: UUID, at: datetime) -> CasePage:
    """One case for its page: at most six statements. Raises NotFound alike for missing and forbidden."""
    case = (
        with_custody(Case.objects.within(actor.scope("case.see")))
        .select_related("asker", "upstream")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    steps = list(CaseStep.objects.filter(case_id=case.pk).order_by("id"))
    place = rulebook_of_version(version_id=case.rulebook_version_id)
    asker: CaseAsker | None = getattr(case, "asker", None)
    taken = {step.action for step in steps}
    clocks = list(CaseClock.objects.filter(case_id=case.pk).order_by("id"))
    return CasePage(
        case=case,
        place=place,
        steps=steps,
        clocks=clocks,
        photos=list(CasePhoto.objects.filter(case_id=case.pk).select_related("file").order_by("id")),
        ratings=list(CaseRating.objects.filter(case_id=case.pk).order_by("id")) if Action.ANSWER in taken else [],
        asker=_asker_view(asker, case, actor) if asker else None,
        offers=offers(case=case, actor=actor, steps=steps, rules=place.rules, at=at),
        more=side_offers(Situation(case, actor, steps, clocks, place.rules, at)),
        requests=requests_of(case_id=case.pk) if Action.ASK in taken else [],
    )


def with_custody(rows: CaseRows) -> CaseRows:
    """Cases with the leader who answers for each now, as `custody` ("" for none), without a statement of its own."""
    running = CaseCustody.objects.filter(case_id=OuterRef("pk"), ended_at=None)
    names = Concat("leader_name", Value("|"), "responsible_name")
    found: CaseRows = rows.annotate(custody=Coalesce(Subquery(running.values(whole=names)[:1]), Value("")))
    return found


def _asker_view(asker: CaseAsker, case: Case, actor: Actor) -> AskerView:
    permission: Permission = "case.reveal_confidential" if asker.is_confidential else "case.reveal"
    may = actor.can(permission, at_path=case.area_path, for_unit=case.owner_unit_id)
    if asker.is_confidential and not may:
        return AskerView("", "", is_confidential=True, revealable=False)
    return AskerView(mask_name(asker.name), mask_phone(asker.phone), asker.is_confidential, may)


def photo_of_case(*, actor: Actor, case_id: UUID, photo_id: UUID) -> CasePhoto:
    """One picture of a case the person may see; two statements. Raises NotFound alike for missing and forbidden."""
    seen = Case.objects.within(actor.scope("case.see")).filter(pk=case_id).exists()
    photo = CasePhoto.objects.filter(pk=photo_id, case_id=case_id).select_related("file").first() if seen else None
    if photo is None:
        raise NotFound(_("没有找到这张照片，或者它不在你的范围内"))
    return photo
