"""People at their desks: a town whose staff are signed in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases.town import Town
from tests.world import PASSWORD
from wangge.core.access.queries import Actor
from wangge.core.cases.models import CaseStep


def now() -> datetime:
    """Pages read the clock, so what they show is placed around this moment."""
    return timezone.now()


def ago(**span: float) -> datetime:
    return now() - timedelta(**span)


@dataclass
class Desk:
    """One person's browser."""

    actor: Actor
    client: Client = field(default_factory=Client)

    def get(self, url: str, **more: object) -> HttpResponse:
        return self.client.get(url, **more)  # type: ignore[return-value, arg-type]

    def post(self, url: str, data: dict[str, object] | None = None, **more: object) -> HttpResponse:
        return self.client.post(url, data or {}, **more)  # type: ignore[return-value, arg-type]

    def step(self, case_id: UUID, action: str, *, htmx: bool = False, **typed: object) -> HttpResponse:
        """Send the form of a step as it stands on the page now, unless `seen_step` says otherwise."""
        typed.setdefault("seen_step", str(newest_step(case_id)))
        headers = {"HX-Request": "true"} if htmx else {}
        return self.post(f"/cases/{case_id}/{action}/", typed, headers=headers)


def sign_in(actor: Actor) -> Desk:
    """Somebody signs in as people do."""
    desk = Desk(actor)
    account = get_user_model().objects.get(pk=actor.account_id)
    response = desk.post("/sign-in/", {"login_name": account.get_username(), "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return desk


def newest_step(case_id: UUID) -> UUID:
    return CaseStep.objects.filter(case_id=case_id).order_by("-id").values_list("pk", flat=True)[0]


def page(response: HttpResponse) -> str:
    return response.content.decode()


def statements(desk: Desk, url: str) -> int:
    """How many statements a page costs once everything kept in memory is there."""
    desk.get(url)
    with CaptureQueriesContext(connection) as seen:
        response = desk.get(url)
    assert response.status_code == 200
    return len([q for q in seen if "SAVEPOINT" not in q["sql"]])


def reported_lately(town: Town, words: str = "村口路灯坏了三天", **given: object) -> UUID:
    """A case reported a little while ago, so that nothing of it is late."""
    return town.report(words, at=ago(minutes=5), **given).case_id  # type: ignore[arg-type]
