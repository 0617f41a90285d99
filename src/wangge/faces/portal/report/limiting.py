"""How often one address, and all together for one grid, may report (限流). An emergency always passes."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wangge.core.cases.texts import sounds_like_emergency
from wangge.faces.portal.doors import Door
from wangge.ground.foundation.errors import TooMany
from wangge.ground.foundation.limits import Limit, hit
from wangge.ground.rulebook.schema.limits import Window


def refuse_flood(door: Door, *, address: str, text: str, at: datetime) -> TooMany | None:
    """Count one report, in one statement; the refusal when it is one too many and no emergency."""
    limits = door.rules.limits
    exceeded = hit(
        [
            _limit(f"portal.report.address:{address}", limits.report_per_address),
            _limit(f"portal.report.grid:{door.area.id}", limits.report_per_grid),
        ],
        at=at,
    )
    if not exceeded or sounds_like_emergency(rules=door.rules, text=text):
        return None
    seconds = max(one.retry_after for one in exceeded)
    minutes = -(-seconds // 60)
    words = ngettext(
        "这里刚刚收到了很多件，请过 %(count)d 分钟再提交。您写的都还在。",
        "这里刚刚收到了很多件，请过 %(count)d 分钟再提交。您写的都还在。",
        minutes,
    )
    return TooMany(words % {"count": minutes}, next=_call(door), retry_after=seconds)


def _call(door: Door) -> str:
    unit = door.phone
    if unit is None:
        return _("急事请打 110、119、120。")
    return _("急事请打电话：{unit} {phone}；有危险请打 110、119、120。").format(unit=unit.name, phone=unit.duty_phone)


def _limit(key: str, window: Window) -> Limit:
    return Limit(key, window.count, window.minutes * 60)
