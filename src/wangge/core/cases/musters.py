"""Who may ask for a whistle, who blows it, and whom it calls, by the place's rulebook."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.models.case import town_path
from wangge.core.teams.labels import everyone_in_post
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.whistle import WhistleKind


def kind_of(rules: Rulebook, code: str) -> WhistleKind:
    """A kind of whistle. Raises Refusal."""
    try:
        return rules.whistle.kind(code)
    except UnknownCode as unknown:
        raise Refusal(_("请选择哪种哨"), field="kind") from unknown


def acting_units(*, actor: Actor, kinds: tuple[str, ...], area_path: str) -> list[Unit]:
    """The person's own units of these kinds that answer for an area, the nearest first."""
    known = units().by_id
    mine = [known[u] for u in actor.units if u in known]
    fitting = [u for u in mine if u.unit_kind in kinds and area_path.startswith(u.area_path)]
    return sorted(fitting, key=lambda u: -len(u.area_path))


def asking_unit(*, actor: Actor, kind: WhistleKind, area_path: str) -> Unit:
    """For which unit somebody asks for a whistle. Raises NotAllowed."""
    found = _asking(actor, kind, area_path)
    if found is None:
        raise NotAllowed(_("您的单位不能请求吹“{kind}”").format(kind=kind.label))
    return found


def blowing_unit(*, actor: Actor, kind: WhistleKind, area_path: str) -> Unit:
    """For which unit somebody blows a whistle. Raises NotAllowed."""
    found = _blowing(actor, kind, area_path)
    if found is None:
        blower = unit_that_blows(kind=kind, area_path=area_path)
        raise NotAllowed(_("“{kind}”由{unit}吹").format(kind=kind.label, unit=blower.name))
    return found


def may_ask(*, actor: Actor, kind: WhistleKind, area_path: str) -> bool:
    """Whether somebody may ask for a whistle of this kind at an area."""
    return _asking(actor, kind, area_path) is not None


def may_blow(*, actor: Actor, kind: WhistleKind, area_path: str) -> bool:
    """Whether somebody may blow a whistle of this kind at an area."""
    return _blowing(actor, kind, area_path) is not None


def _asking(actor: Actor, kind: WhistleKind, area_path: str) -> Unit | None:
    """A unit that may blow may also ask; whoever neither handles nor hands out matters asks for nobody."""
    found = acting_units(actor=actor, kinds=(*kind.asked_by, *kind.blown_by), area_path=area_path)
    return next((u for u in found if any(actor.can(p, for_unit=u.id) for p in ("case.handle", "case.dispatch"))), None)


def _blowing(actor: Actor, kind: WhistleKind, area_path: str) -> Unit | None:
    found = acting_units(actor=actor, kinds=kind.blown_by, area_path=area_path)
    return next((u for u in found if actor.can("case.whistle", for_unit=u.id)), None)


def unit_that_blows(*, kind: WhistleKind, area_path: str) -> Unit:
    """The nearest unit that may blow a whistle at an area. Raises Refusal where none is set up."""
    found = [u for code in kind.blown_by if (u := units().nearest(area_path=area_path, unit_kind=code)) is not None]
    if not found:
        raise Refusal(_("这里还没有可以吹“{kind}”的单位，请联系管理员").format(kind=kind.label), field="kind")
    return max(found, key=lambda u: len(u.area_path))


def may_be_called(*, unit: Unit, area_path: str) -> bool:
    """Whether a unit answers for an area, or for another part of its town."""
    return area_path.startswith(unit.area_path) or unit.area_path.startswith(town_path(area_path))


def members_of(*, posts: tuple[str, ...], area_path: str, at: datetime) -> dict[UUID, str]:
    """The holders of posts at an area, below it and around it who have an account, with their names."""
    pieces = area_path.strip("/").split("/")
    around = ["/" + "/".join(pieces[:end]) + "/" for end in range(1, len(pieces) + 1)]
    rows = everyone_in_post(on=timezone.localdate(at), reason="party members are called by a whistle")
    near = rows.filter(Q(area_path__in=around) | Q(area_path__startswith=area_path), post_kind__in=posts)
    found = near.filter(account__isnull=False).order_by("person_name", "id")
    return dict(found.values_list("account_id", "person_name"))
