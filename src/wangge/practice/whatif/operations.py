"""A run is asked for, played by a job, and deleted by whoever may ask for one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_line

from .basis import Basis, basis_from, checked
from .changes import Changes, changed, changes_from, county_of
from .doors import NEEDED, town_to_try
from .lifecycle import FEWEST_SEEDS, MOST_SEEDS, UNFINISHED, USUAL_SEEDS, RunState
from .models import Run
from .playing import Stopped, play
from .queries.reading import read_basis

WHY = "the job of one run"


@transaction.atomic
def ask_run(
    *, actor: Actor, town_code: str, title: str, changes: Changes, numbers: Mapping[str, float], at: datetime,
    seeds: int = USUAL_SEEDS, seed: int = 1,
) -> Run:  # fmt: skip
    """推演一次: keep what is to be tried, on the place's numbers of now with some put in by hand.

    Whoever calls this lets the job `play_run` play it. Raises NotFound, Refusal.
    """
    town = town_to_try(actor, town_code)
    if not changes:
        raise Refusal(_("请至少改一项，看看会怎样"))
    if not FEWEST_SEEDS <= seeds <= MOST_SEEDS:
        raise Refusal(_("年数在 {least} 到 {most} 之间").format(least=FEWEST_SEEDS, most=MOST_SEEDS), field="seeds")
    basis = read_basis(area=town, at=at).with_numbers(checked(numbers))
    for one in (basis, changed(basis, changes)):
        county_of(one)
    return Run.objects.create(
        town_id=town.id, area_path=town.path, title=clean_line(title, 120) or _("推演"), basis=basis.as_json(),
        changes=changes.as_json(), seeds=seeds, seed=seed, asked_by=actor.name, asked_at=at,
    )  # fmt: skip


def play_kept(*, run_id: UUID, at: datetime) -> None:
    """Play a run that waits; begun again after a crash it comes out the same. One that was deleted stops."""
    rows = Run.objects.everywhere(WHY).filter(pk=run_id, state__in=UNFINISHED)
    row = rows.first()
    if row is None:
        return
    rows.update(state=RunState.RUNNING)
    basis: Basis = basis_from(row.basis)
    try:
        found = play(
            basis, changes_from(row.changes), seeds=row.seeds, seed=row.seed,
            watch=lambda done: rows.update(done=done) > 0,
        )  # fmt: skip
    except Stopped:
        return
    except Refusal as refusal:
        rows.update(state=RunState.FAILED, words=refusal.message[:300], ended_at=at)
        return
    rows.update(state=RunState.DONE, result=found.as_json(), ended_at=at)


@transaction.atomic
def delete_run(*, actor: Actor, run_id: UUID) -> None:
    """Delete a run with its result; one that is being played stops. Raises NotFound."""
    run: Run = reach(
        Run.objects.select_for_update(of=("self",)), pk=run_id, actor=actor, permission=NEEDED, seen_with=NEEDED
    )
    run.delete()
