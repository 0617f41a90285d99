"""Which rules are in force where, without a query per request."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.revisions import Cached
from wangge.ground.rulebook.document import from_document
from wangge.ground.rulebook.rulebook import Rulebook

from .models import RulebookVersion

REVISION = "rulebooks"
MOST_KEPT = 64


@dataclass(frozen=True)
class InForce:
    """A rulebook with the version that pins it on every row it decides."""

    version_id: UUID
    number: int
    rules: Rulebook


def _load() -> dict[str, InForce]:
    newest = RulebookVersion.objects.order_by("place", "-number").distinct("place").values_list("place", "pk")
    ids = dict(newest)
    read = _versions(ids.values())
    return {place: read[pk] for place, pk in ids.items()}


_in_force = Cached(REVISION, _load)


def in_force(*, place: str) -> InForce:
    """The rulebook of a place now. Raises NotFound when none was ever applied."""
    found = _in_force().get(place)
    if found is None:
        raise NotFound(_("这个地方还没有启用规则"))
    return found


def places_in_force() -> dict[str, InForce]:
    """Every place's rulebook now, by its code."""
    return dict(_in_force())


def rulebook_of_version(*, version_id: UUID) -> InForce:
    """The rulebook a row was decided under, however old. Raises NotFound."""
    for current in _in_force().values():
        if current.version_id == version_id:
            return current
    return _old_version(version_id)


def _old_version(version_id: UUID) -> InForce:
    found = _versions([version_id]).get(version_id)
    if found is None:
        raise NotFound(_("没有这一版规则"))
    return found


_read: dict[UUID, InForce] = {}  # a version never changes


def _versions(version_ids: Collection[UUID]) -> dict[UUID, InForce]:
    """Versions by their ids; each is read and checked once in a process, of old ones only so many are kept."""
    found = {pk: _read[pk] for pk in version_ids if pk in _read}
    if missing := set(version_ids) - found.keys():
        rows = RulebookVersion.objects.filter(pk__in=missing)
        new = {row.pk: InForce(row.pk, row.number, from_document(row.document)) for row in rows}
        found |= new
        for oldest in list(_read)[: max(0, len(_read) + len(new) - MOST_KEPT)]:
            del _read[oldest]
        _read.update(new)
    return found


@dataclass(frozen=True)
class VersionRow:
    """One line in the history of a place's rules."""

    id: UUID
    number: int
    digest: str
    note: str
    applied_at: datetime
    applied_by: str


def versions(*, place: str) -> list[VersionRow]:
    """All versions of a place's rules, newest first."""
    rows = RulebookVersion.objects.filter(place=place).order_by("-number").defer("document")
    return [VersionRow(r.pk, r.number, r.digest, r.note, r.applied_at, r.applied_by) for r in rows]
