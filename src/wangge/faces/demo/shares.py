"""Whole numbers that add up: a total shared out by weights."""

from collections.abc import Sequence


def shares(total: int, weights: Sequence[float], *, least: Sequence[int] | int = 0) -> list[int]:
    """The total in whole parts: to each its least, and what is left by the weights; ties go to the first.

    Raises ValueError when the least parts are more than the total.
    """
    floor = [least] * len(weights) if isinstance(least, int) else list(least)
    rest = total - sum(floor)
    if rest < 0:
        raise ValueError(f"{total} cannot be shared so that nobody has too little")
    exact = [rest * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: rest - sum(parts)]:
        parts[i] += 1
    return [part + low for part, low in zip(parts, floor, strict=True)]
