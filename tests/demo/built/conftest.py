"""Both demonstration places, built once for these tests and taken back after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.world import apply_shipped_rules
from wangge.core.access.queries import Actor, accounts_within, actor_of
from wangge.core.areas.models import Area
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.cases.models import Case, CaseStep
from wangge.faces.demo.messages import messages_of
from wangge.faces.demo.month.run import live_a_month
from wangge.faces.demo.worlds import BUILDS, build_place
from wangge.faces.demo.worlds.builder import Builder
from wangge.ground.foundation import revisions

NOW = datetime(2026, 5, 18, 2, 30, tzinfo=UTC)  # Monday 10:30 in Shanghai, after the holidays of May
SEED = 1
FEW = 15
History = list[tuple[object, ...]]


@dataclass(frozen=True)
class Built:
    """The places as they stand, and what became of a few messages when 焦作 was built alone before."""

    alone: History
    said: list[str]

    def town(self, code: str = "621123109000") -> Area:
        return Area.objects.get(code=code)

    def actor(self, login: str) -> Actor:
        return actor_of(account=accounts_within(scope=EVERYWHERE).get(login_name=login), at=NOW)


def history_of(prefix: str) -> History:
    """Everything that happened to the cases of a place, without the ids, numbers and codes that chance gives."""
    cases = Case.objects.everywhere("a test compares").filter(source_ref__startswith=f"demo:{prefix}")
    found: History = []
    for case in cases.select_related("area", "owner_unit").order_by("source_ref"):
        steps = CaseStep.objects.filter(case_id=case.pk).order_by("id")
        found.append(
            (
                case.source_ref, case.state, case.outcome, case.category, case.area.code, case.lon, case.lat,
                case.owner_unit.name, case.due_at, tuple(steps.values_list("action", "at", "actor_name", "note")),
            )
        )  # fmt: skip
    return found


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker, _files_root: Path) -> Iterator[Built]:
    files = override_settings(FILES_ROOT=_files_root, KEY_FILE=_files_root / "keys.json")
    with django_db_blocker.unblock(), files, transaction.atomic():
        apply_shipped_rules()
        with transaction.atomic():
            BUILDS["jiaozuo"](Builder(place="jiaozuo", seed=SEED, now=NOW, say=print))
            live_a_month(place="jiaozuo", messages=messages_of("jiaozuo")[:FEW], seed=SEED, now=NOW, say=print)
            alone = history_of("jz")
            transaction.set_rollback(True)
        revisions.forget_all()
        said: list[str] = []
        for place in ("qingping", "jiaozuo"):
            build_place(place=place, seed=SEED, now=NOW, say=said.append, with_residents=False)
        yield Built(alone, said)
        transaction.set_rollback(True)
    revisions.forget_all()
