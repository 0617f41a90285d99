"""A city platform of 庆坪 and what its pages show: a file to check, one with faults, a comparison, contacts."""

import csv
import io
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tests.cases.town import Town
from tests.exchange.city import HEAD, connect, line
from wangge.faces.exchange.lifecycle import ContactKind
from wangge.faces.exchange.operations.files import lay_aside, note_contact, queue_file, take_file
from wangge.faces.exchange.reconciling import Listed, keep_comparison


def content_of(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


def add_upstream(town: Town) -> dict[str, UUID]:
    """The ids of what the pages are about."""
    at = timezone.now()
    system = connect(town, label="市 12345 政务服务便民热线平台", pull_url="https://city.example.gov.cn/tickets")
    waiting = lay_aside(actor=town.officer, system=system, name="三月工单.csv", content=content_of([line(1)]), at=at)
    rows = [line(2), line(3, 办理期限="过两天"), line(4, 办理方式="代办"), line(5)]
    done = lay_aside(actor=town.officer, system=system, name="二月工单.csv", content=content_of(rows), at=at)
    queue_file(actor=town.officer, file_id=done.pk, given={}, at=at)
    take_file(file_id=done.pk, at=at)
    note_contact(system=system, kind=ContactKind.PULL, is_sound=False, words="对方答复 HTTP 502", at=at)
    note_contact(system=system, kind=ContactKind.RETURN, rows=2, late=1, at=at - timedelta(minutes=2))
    listed = [Listed("GD-2", "办理", at), Listed("GD-20260302-000000000012345-7", "派单", None)]
    found = keep_comparison(system=system, listed=listed, at=at - timedelta(seconds=1))
    return {"system": system.pk, "waiting": waiting.pk, "done": done.pk, "comparison": found.pk}
