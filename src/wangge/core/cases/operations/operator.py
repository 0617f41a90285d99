"""What operators enter for those who called, came to the window or were met on the way."""

from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import area_by_id, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.places.queries import in_force
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import NotAllowed, Refusal

from .intake import report_case


def operating_scope(actor: Actor) -> Scope:
    """Where a person may enter matters: the areas of the permission, and those its units answer for."""
    held = actor.scope("intake.operate")
    return Scope((*held.roots, *(units().by_id[u].area_path for u in held.units if u in units().by_id)))


def enter_case(*, report: CaseReport, actor: Actor, at: datetime) -> Reported:
    """Enter a matter for somebody else （代群众登记）. Raises NotFound, NotAllowed, Refusal."""
    area = area_by_id(area_id=report.area_id)
    if not operating_scope(actor).covers(area.path):
        raise NotAllowed(_("你不能在这个地方登记事项"))
    channel = in_force(place=areas_in_memory().place_of(area.id)).rules.channel(report.channel)
    if not channel.operator:
        raise Refusal(_("请选择来源"), field="channel")
    if channel.contact_required and not report.phone.strip():
        raise Refusal(_("{channel}要留下来电号码，好回访").format(channel=channel.label), field="phone")
    return report_case(report=report, actor=actor, at=at)
