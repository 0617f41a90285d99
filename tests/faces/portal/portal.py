"""What the tests of the portal share: people in post, forms as a browser sends them, what a page says."""

import html
import re
from itertools import count
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cases.town import Town
from tests.world import MONDAY, TODAY
from wangge.core.areas.models import Area
from wangge.core.cases.models import Case
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.operations import NewAppointment, appoint

_forms = count(1)
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)

NARROW = str.maketrans("，；：？！（）", ",;:?!()")


def words_of(response: HttpResponse) -> str:
    """The words of a page as somebody reads them; punctuation of either width counts as one."""
    return " ".join(html.unescape(TAGS.sub(" ", response.content.decode())).translate(NARROW).split())


def a_form(**told: object) -> dict[str, object]:
    """A filled report form; each one is a new form."""
    return {"form_id": str(UUID(int=next(_forms))), "via": "", "body": "村口路灯坏了三天"} | told


def send(client: Client, area: Area, **told: object) -> HttpResponse:
    """Send a report to an area's door."""
    return client.post(reverse("portal:report", args=[area.code]), a_form(**told))


def the_case() -> Case:
    """The only case there is."""
    return Case.objects.everywhere("a test looks").get()


def how_many_cases() -> int:
    return Case.objects.everywhere("a test counts").count()


def put_in_post(
    town: Town, name: str, post_kind: str, *, area: Area, unit: Organisation, is_public: bool | None = None
) -> Appointment:
    new = NewAppointment(
        post_kind=post_kind, area_id=area.pk, organisation_id=unit.pk, person_name=name, starts_on=TODAY,
        is_public=is_public,
    )  # fmt: skip
    return appoint(actor=town.lead, new=new, at=MONDAY)
