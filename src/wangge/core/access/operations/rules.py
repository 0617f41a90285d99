"""A place's rules put in force by a person: `places` knows no persons, so the right and the audit stand here."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.places import operations as places
from wangge.core.places.models import RulebookVersion
from wangge.ground.foundation.errors import Conflict, NotAllowed
from wangge.ground.rulebook.rulebook import Rulebook

from .audit import record


@transaction.atomic
def apply_rulebook(*, actor: Actor, rulebook: Rulebook, seen: int, note: str, at: datetime) -> RulebookVersion:
    """Put a place's next rules in force (启用规则); `seen` is the number of the version they were compared with.

    Raises NotAllowed; Conflict when nothing differs, or when somebody else was faster.
    """
    code = rulebook.place.code
    paths = [area.path for area in areas_in_memory().rows if area.place == code]
    if not paths or not all(actor.can("rulebook.apply", at_path=path) for path in paths):
        raise NotAllowed(_("你不能启用这个地方的规则"))
    version = places.apply_rulebook(rulebook=rulebook, applied_by=actor.name, note=note.strip()[:200], at=at)
    if version.number != seen + 1:
        raise Conflict(
            _("别人先启用了第 {number} 版，请重新比较后再启用").format(number=version.number - 1), number=version.number
        )
    record(
        actor=actor,
        action=AuditAction.RULEBOOK_APPLIED,
        at=at,
        target=_("{place}第 {number} 版").format(place=rulebook.place.name, number=version.number),
        area_path=paths[0],
        detail={"place": code, "number": version.number, "digest": version.digest},
    )
    return version
