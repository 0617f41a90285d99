"""Who a phone belongs to, and which grids it may have."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, active_account, actor_of, actors_over_time, was_ever_there
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory, closed_areas
from wangge.core.areas.scope import EVERYWHERE
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.permissions import PERMISSIONS, Permission
from wangge.ground.sync.devices import device_of_token
from wangge.ground.sync.models import SyncDevice
from wangge.ground.sync.pulling import generation
from wangge.ground.sync.pushing import Standing

if TYPE_CHECKING:
    from wangge.core.access.models import Account

MOST_GRIDS = 40
GRIDS = (Level.GRID, Level.MICRO)
BEARER = "Bearer "
COUNT = re.compile(r"[0-9]{1,12}")
SEEN_WITH: dict[str, Permission] = {
    "household": "people.see",
    "person": "people.see",
    "case": "case.see",
    "visit": "visit.see",
    "wish": "visit.see",
    "order_row": "people.see",
}


@dataclass(frozen=True)
class Caller:
    """The person whose store on a phone calls; `is_closed` when it may only send what it still has."""

    device: SyncDevice
    account: "Account | None"
    at: datetime

    @cached_property
    def actor(self) -> Actor | None:
        if self.account is None or self.device.closed_at is not None:
            return None
        return actor_of(account=self.account, at=self.at)

    @property
    def is_closed(self) -> bool:
        return self.actor is None

    @cached_property
    def grids(self) -> list[AreaRow]:
        return grids_of(self.actor) if self.actor else []

    @property
    def town_id(self) -> UUID:
        """The town of the first grid: its forms and words are the phone's."""
        first = self.grids[0].town_id if self.grids else None
        return first or self.device.town_id

    @property
    def scopes(self) -> dict[UUID, str]:
        """What the phone may have: its grids, its town's forms and words, its person's messages."""
        return {**{row.id: "grid" for row in self.grids}, self.town_id: "town", self.device.account_id: "account"}

    def unseen(self, scope: UUID) -> list[str]:
        """The kinds of a grid's rows that this person may not see there."""
        area = areas_in_memory().by_id.get(scope)
        if area is None or area.level not in GRIDS or self.actor is None:
            return []
        return [kind for kind, needed in SEEN_WITH.items() if not self.actor.can(needed, at_path=area.path)]

    def names_whole(self, scope: UUID) -> bool:
        """Whether this person sees whole names there, as on a desk: who keeps the roster of the grid."""
        area = areas_in_memory().by_id.get(scope)
        return area is None or (self.actor is not None and self.actor.can("people.edit", at_path=area.path))

    @cached_property
    def epoch(self) -> str:
        """Changes whenever a phone has to begin anew: other grids, other rights in them, a restored database."""
        grants = self.actor.grants if self.actor else ()
        held = sorted({f"{g.area_path}|{','.join(sorted(g.permissions))}" for g in grants})
        words = "\n".join([str(generation()), *(str(row.id) for row in self.grids), *held])
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def phone_call(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for a phone with its token; a refusal is JSON. No cookie is read, so no form of another site can call."""

    @wraps(view)
    def behind_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        at = timezone.now()
        given = request.headers.get("Authorization", "")
        device = device_of_token(token=given.removeprefix(BEARER), at=at) if given.startswith(BEARER) else None
        if device is None:
            return refused(Refusal(_("请联网登录一次，手机里没发出去的都还在")), status=401, why="sign_in")
        caller = Caller(device, active_account(account_id=device.account_id), at)
        try:
            return view(request, caller, *args, **kwargs)
        except Refusal as refusal:
            return refused(refusal)

    behind_the_door.csrf_exempt = True  # type: ignore[attr-defined]  # the token stands in a header
    behind_the_door.is_phone_call = True  # type: ignore[attr-defined]  # a test looks for it on every view
    return behind_the_door


def refused(refusal: Refusal, *, status: int = 0, why: str = "") -> JsonResponse:
    """A refusal in words fit to show, and in a word for the program."""
    return JsonResponse(
        {"why": why or refusal.field or "refused", "msg": refusal.message}, status=status or refusal.status
    )


def json_of(request: HttpRequest) -> dict[str, object]:
    """What a phone posted. Raises Refusal for what is no object of JSON."""
    try:
        given = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise Refusal(_("送来的内容不完整"), field="json") from fault
    if not isinstance(given, dict):
        raise Refusal(_("送来的内容不完整"), field="json")
    return given


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def count_of(words: str) -> int | None:
    """A number as a request writes it; None for anything else."""
    return int(words) if COUNT.fullmatch(words) else None


def grids_of(actor: Actor) -> list[AreaRow]:
    """The grids that a person may carry: those in which visits are recorded; none for whoever answers for too many."""
    scope = actor.scope("visit.record")
    found = [row for row in areas_in_memory().rows if row.level in GRIDS and scope.covers(row.path)]
    return found if len(found) <= MOST_GRIDS else []


def standing_of(caller: Caller) -> Standing:
    """What the person could do when something happened: by the grants of that moment, read once."""
    then = None if caller.is_closed or caller.account is None else actors_over_time(account=caller.account)

    def town_if_held(scope: UUID, at: datetime) -> UUID | None:
        if scope == caller.device.account_id and then is not None:
            return caller.device.town_id
        area = areas_in_memory().by_id.get(scope)
        if area is None or then is None:
            return None
        return area.town_id if then(at).can("visit.record", at_path=area.path) else None

    @cache
    def reviewed_in(scope: UUID) -> UUID:
        """There where the author ever was something; else at home: nobody writes into the lists of strangers."""
        area = areas_in_memory().by_id.get(scope) or _closed_area(scope)
        is_known = area is not None and was_ever_there(account_id=caller.device.account_id, path=area.path)
        return scope if is_known else caller.device.town_id

    return Standing(caller.device.account_id, town_if_held, reviewed_in)


def _closed_area(area_id: UUID) -> AreaRow | None:
    return next((row for row in closed_areas(scope=EVERYWHERE) if row.id == area_id), None)


def rights(actor: Actor, *, at_path: str = "", for_unit: UUID | None = None) -> list[str]:
    """What a person may do in a grid, or for a unit, by name."""
    return [one for one in PERMISSIONS if actor.can(one, at_path=at_path, for_unit=for_unit)]
