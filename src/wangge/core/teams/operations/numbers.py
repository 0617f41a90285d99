"""Numbers of appointments (聘书编号): QPWG2026-0017, running by place, prefix and year."""

from django.db.models.functions import Length

from wangge.core.teams.models import Appointment


class NumberRun:
    """Hands out the next numbers, one query for each prefix and year; the caller holds the place's lock."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], int] = {}

    def take(self, place: str, prefix: str, year: int) -> str:
        stem = f"{prefix}{year}-"
        key = (place, stem)
        if key not in self._last:
            self._last[key] = _last_of(place, stem)
        self._last[key] += 1
        return f"{stem}{self._last[key]:04d}"


def _last_of(place: str, stem: str) -> int:
    rows = Appointment.objects.everywhere("numbers run over the whole place").filter(
        place=place, number__startswith=stem
    )
    last = rows.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    return int(last.removeprefix(stem)) if last else 0
