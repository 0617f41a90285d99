"""风险提示: chosen units are told of a risk, with the cases that show it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, accounts_of_units
from wangge.core.access.reach import reach
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_text
from wangge.practice.insight.models import MeetingItem, RiskNotice


@transaction.atomic
def publish_risk_notice(
    *, actor: Actor, item_id: UUID, unit_ids: Sequence[UUID], words: str, at: datetime
) -> RiskNotice:
    """Publish a notice to units (发布风险提示); whoever acts for them reads it in the inbox.

    Raises NotFound, NotAllowed; Refusal without units, words or cases as evidence.
    """
    rows = MeetingItem.objects.select_related("meeting")
    item = reach(rows, pk=item_id, actor=actor, permission="notice.send", seen_with="report.see")
    text = clean_text(words, max_length=5000, field="words")
    if not text:
        raise Refusal(_("请写提示些什么"), field="words")
    if not item.case_ids:
        raise Refusal(_("没有依据的事项，不能发布风险提示"))
    known, path = units().by_id, item.meeting.area_path
    chosen = [known[pk] for pk in dict.fromkeys(unit_ids) if pk in known]
    if not chosen or any(not (u.area_path.startswith(path) or path.startswith(u.area_path)) for u in chosen):
        raise Refusal(_("请选本地的单位"), field="units")
    notice = RiskNotice(
        town_id=item.town_id, area_path=path, item=item, title=item.title, words=text, case_ids=item.case_ids,
        unit_ids=[unit.id for unit in chosen], published_at=at, published_by=actor.name,
    )  # fmt: skip
    notice.save(force_insert=True)
    people = accounts_of_units(unit_ids=notice.unit_ids, at=at)
    everybody = tuple(dict.fromkeys(pk for unit in notice.unit_ids for pk in people.get(unit, ())))
    notify(
        new=[
            NewNotice(
                account_ids=everybody, kind="insight.risk", title=_("风险提示：{title}").format(title=item.title)[:120],
                words=_("{words}\n依据 {count} 件事项，点开看清单。").format(words=text, count=len(item.case_ids)),
                dedupe_key=f"insight.risk:{notice.pk}", area_path=path,
                subject=SubjectRef("risk_notice", notice.pk, ""),
            )
        ],
        at=at,
    )  # fmt: skip
    return notice
