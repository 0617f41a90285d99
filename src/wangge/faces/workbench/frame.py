"""What stands around every page of the workbench, without a statement of its own."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.units import units
from wangge.faces.shell.parts import Frame, NavItem
from wangge.faces.workbench.navigation import navigation
from wangge.faces.workbench.staff import StaffRequest, wants_two_factor


@dataclass(frozen=True)
class FrameNotes:
    """What the base page says before anything else."""

    offers_two_factor: bool = False
    may_report: bool = False


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for pages behind the door, nothing elsewhere."""
    if not hasattr(request, "actor"):
        return {}
    staff = cast(StaffRequest, request)
    actor = staff.actor
    return {
        "frame": Frame(
            nav=navigation(actor, here=staff.path),
            home_url=reverse("workbench:todo"),
            search_url=reverse("workbench:cases") if actor.may("case.see") else "",
            place=_place(actor),
            person=actor.name,
            post=_post(actor),
            inbox_url=reverse("workbench:inbox"),
            menu=_menu(),
            logout_url=reverse("workbench:sign-out"),
        ),
        "frame_notes": FrameNotes(wants_two_factor(staff), may_report=actor.may("intake.operate")),
        "now": staff.at,
    }


def _menu() -> list[NavItem]:
    return [
        NavItem(_("我的账号"), reverse("workbench:own-account"), "user"),
        NavItem(_("修改密码"), reverse("workbench:password"), "key"),
        NavItem(_("动态口令"), reverse("workbench:two-factor"), "shield-check"),
    ]


def _place(actor: Actor) -> str:
    """The widest area the person works in."""
    paths = [g.area_path for g in actor.grants if g.area_path]
    paths += [units().by_id[u].area_path for u in actor.units if u in units().by_id]
    widest = min(paths, key=len, default="")
    area = areas_in_memory().by_path.get(widest)
    return area.name if area else ""


def _post(actor: Actor) -> str:
    """The first unit and role: 庆坪镇指挥中心 · 镇指挥中心值班."""
    if not actor.grants:
        return ""
    grant = actor.grants[0]
    unit = units().by_id.get(grant.unit_id) if grant.unit_id else None
    return " · ".join(word for word in (unit.name if unit else "", grant.label) if word)
