"""Putting a place's rules in force. A faulty rulebook never gets this far: loading it raises."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation import revisions
from wangge.ground.foundation.errors import Conflict
from wangge.ground.rulebook.document import digest, to_document
from wangge.ground.rulebook.rulebook import Rulebook

from .models import RulebookVersion
from .queries import REVISION


@transaction.atomic
def apply_rulebook(
    *, rulebook: Rulebook, applied_by: str, note: str = "", is_shipped: bool = False, at: datetime
) -> RulebookVersion:
    """Put a rulebook in force as the place's next version (启用规则); `is_shipped` says that it came with the program.

    Raises Conflict when nothing differs.
    """
    place = rulebook.place.code
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"rulebook:{place}"])
    last = RulebookVersion.objects.filter(place=place).order_by("-number").defer("document").first()
    new_digest = digest(rulebook)
    if last is not None and last.digest == new_digest:
        raise Conflict(_("与现行规则相同，没有启用新版本"), number=last.number)
    version = RulebookVersion.objects.create(
        place=place,
        number=1 if last is None else last.number + 1,
        digest=new_digest,
        document=to_document(rulebook),
        note=note,
        is_shipped=is_shipped,
        applied_at=at,
        applied_by=applied_by,
    )
    revisions.bump(REVISION)
    return version
