"""Changes of persons and households: plain fields at once and merged, who somebody is by request."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, active_account, actor_of
from wangge.core.people.operations import confirm_household
from wangge.core.people.operations.identity_changes import Asking, ask_change
from wangge.core.people.operations.phone_changes import (
    Merged,
    Observed,
    merge_household,
    merge_person,
    set_field,
)
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.sync.lifecycle import OpState
from wangge.ground.sync.ops import Op, Outcome
from wangge.ground.sync.reviewing import Decided

from .author import author_of, following, household_of
from .shapes import ChangeSaid, HouseholdSaid, PersonSaid, read


def apply_household(op: Op) -> Outcome:
    """Items of a household's sheet, or that all is as written."""
    said = read(op, HouseholdSaid)
    home = household_of(op, op.said.id)
    actor = following(author_of(op), op, home)
    if said.confirmed:
        confirm_household(actor=actor, household_id=home.id, at=op.at)
    if said.sheet:
        return as_outcome(_merge_household(actor, op, said.sheet))
    if not said.confirmed:
        raise Refusal(_("这一条什么也没有改"), field="data")
    return Outcome()


def sheet_of_visit(actor: Actor, op: Op, household_id: Any, sheet: Mapping[str, Any]) -> Outcome:
    """What a visit found changed at the household it was at."""
    changes = _items(sheet)
    observed = Observed(op.device, op.said.base, op.at)
    return as_outcome(
        merge_household(actor=actor, household_id=household_id, changes=changes, observed=observed, at=op.received_at)
    )


def _merge_household(actor: Actor, op: Op, sheet: Mapping[str, Any]) -> Merged:
    return merge_household(
        actor=actor, household_id=op.said.id, changes=_items(sheet),
        observed=Observed(op.device, op.said.base, op.at), at=op.received_at,
    )  # fmt: skip


def apply_person(op: Op) -> Outcome:
    """A telephone or items of the sheet of a person."""
    said = read(op, PersonSaid)
    changes = _items(said.sheet) | ({"phone": said.phone} if said.phone is not None else {})
    if not changes:
        raise Refusal(_("这一条什么也没有改"), field="data")
    observed = Observed(op.device, op.said.base, op.at)
    merged = merge_person(
        actor=author_of(op), person_id=op.said.id, changes=changes, observed=observed, at=op.received_at
    )
    return as_outcome(merged)


def apply_change_request(op: Op) -> Outcome:
    """A field of who somebody is: asked for here, decided by another person at a desk."""
    said = read(op, ChangeSaid)
    asking = Asking(
        person_id=said.person, field=said.field, value=said.value, reason=said.reason, source_ref=f"phone:{op.said.id}"
    )
    request = ask_change(actor=author_of(op), asking=asking, at=op.received_at)
    return Outcome(made=request.pk)


def settle_person(decided: Decided) -> None:
    """Write the value that was chosen of two."""
    _settle("person", decided)


def settle_household(decided: Decided) -> None:
    """The same of a household."""
    _settle("household", decided)


def _settle(about: str, decided: Decided) -> None:
    account = active_account(account_id=decided.by)
    if account is None:
        raise NotAllowed(_("这个账号已经停用"))
    actor = actor_of(account=account, at=decided.at)
    set_field(
        actor=actor, about=about, subject_id=decided.row_id, field=decided.field, value=decided.value, at=decided.at
    )


def _items(sheet: Mapping[str, Any]) -> dict[str, Any]:
    return {f"sheet.{code}": value for code, value in sheet.items()}


def as_outcome(merged: Merged) -> Outcome:
    """What a phone is told of a merge."""
    clean = OpState.MERGED if merged.is_behind else OpState.APPLIED
    words = _("有人改过同一项，两个都留着，等网格长核对") if merged.conflicts else ""
    return Outcome(OpState.CONFLICT if merged.conflicts else clean, merged.ver, words=words, conflicts=merged.conflicts)
