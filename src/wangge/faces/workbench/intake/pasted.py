"""来电记录、短信、群消息: a text that was pasted fills the form, for the operator to look through before it is sent."""

import re
from collections.abc import Iterable, Mapping

from wangge.core.areas.gazetteer import places_in_text
from wangge.core.areas.scope import Scope
from wangge.core.cases.texts import title_of
from wangge.faces.workbench.labels import area_label
from wangge.ground.foundation.text import phones_in

from .ground import Ground

Typed = dict[str, str]
SPEAKER = re.compile(r"^[^，。！？,.!?]{1,30}[:：]$")  # 荣星村老王：
MOMENT = re.compile(r"^[\d年月日时分\s:：/.-]{5,20}$")  # 2026年3月2日 08:15


def filled_from(ground: Ground, typed: Mapping[str, str], *, channel: str) -> Typed:
    """What the form holds after a text was pasted: its words, a title, a telephone, where it is.

    What was typed before stays, but for the words. The grid is chosen where the text names one and no other.
    """
    text = typed.get("pasted", "").strip()
    said = "\n".join(_said(text.splitlines()))
    place = next(iter(places_in_text(text=said, scope=Scope((ground.town.path,)))), None)
    known = {row.id for row in ground.areas}
    found = {
        "title": title_of(given="", body=said),
        "phone": next(iter(phones_in(text)), ""),
        "where_words": place.name if place and place.name not in area_label(place.area_id) else "",
        "area": str(place.area_id) if place and place.is_sure and place.area_id in known else "",
    }
    kept = {name: typed.get(name, "") or value for name, value in found.items()}
    ways = dict(ground.channels)
    way = {"channel": channel} if channel in ways else {}
    return {**typed, "body": said or typed.get("body", ""), **kept, **way, "pasted": ""}


def _said(lines: Iterable[str]) -> list[str]:
    """The lines without who said them and when, as a chat puts them over each message."""
    return [line for raw in lines if (line := raw.strip()) and not SPEAKER.match(line) and not MOMENT.match(line)]
