"""One person's phone, as the server meets it."""

import gzip
import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from tests.world import PASSWORD
from wangge.core.access.models import Account
from wangge.core.access.queries import Actor
from wangge.ground.foundation.ids import uuid7


class Handset:
    """It signs in, pulls and pushes."""

    def __init__(self, actor: Actor) -> None:
        self.account = Account.objects.get(pk=actor.account_id)
        self.id, self.client, self.about, self.cursor = uuid4(), Client(), {}, ""

    def sign_in(self, **given: object):
        words = {"login_name": self.account.login_name, "password": PASSWORD, "device": str(self.id), "label": "红米"}
        answer = self.client.post("/phone/api/sign-in/", json.dumps(words | given), content_type="application/json")
        self.about = answer.json()
        return answer

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.about.get('token', '')}"}

    def pull(self, scope: object, **given: str):
        words = {"scope": str(scope), "epoch": self.about.get("epoch", ""), "cursor": self.cursor, **given}
        return self.client.get("/phone/api/pull/", words, headers=self.bearer)

    def news(self, cursors: dict[str, str], **given: str):
        words = {"epoch": self.about.get("epoch", ""), "cursors": cursors, **given}
        return self.client.post("/phone/api/news/", words, content_type="application/json", headers=self.bearer)

    def push(self, *ops: dict[str, object], **given: object):
        body = json.dumps({"ops": ops, "now": timezone.now().isoformat(), "mono": 0, "boot": "b", **given})
        return self.client.post("/phone/api/push/", body, content_type="application/json", headers=self.bearer)

    def op(self, scope: UUID, **given: object) -> dict[str, object]:
        return {
            "op": str(uuid4()), "author": str(self.account.pk), "kind": "visit", "id": str(uuid4()),
            "scope": str(scope), "data": {"words": "在家"}, "at": timezone.now().isoformat(), **given,
        }  # fmt: skip

    def send(self, kind: str, scope: UUID, data: dict[str, Any], **given: Any) -> dict[str, Any]:
        """One op and its answer."""
        given = {name: str(value) if isinstance(value, UUID) else value for name, value in given.items()}
        op = self.op(scope, kind=kind, data=data, **{"id": str(uuid7()), **given})
        return self.push(op).json()["results"][0]

    def rows(self, scope: UUID, kind: str) -> dict[str, dict[str, Any]]:
        """What the phone gets of a kind, by id."""
        found = [line for line in lines(self.pull(scope))[1:] if line[0] == kind and not line[3]]
        return {line[1]: line[4] for line in found}


def lines(answer) -> list[Any]:
    body = gzip.decompress(answer.content) if answer.headers.get("Content-Encoding") == "gzip" else answer.content
    return [json.loads(line) for line in body.decode().splitlines()]
