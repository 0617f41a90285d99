"""What a sample says about the whole: the interval of a share."""

from math import sqrt

Z95 = 1.959963984540054


def wilson(part: int, whole: int, *, z: float = Z95) -> tuple[float, float]:
    """The interval of a share from 0 to 1 (Wilson 1927), 95 % unless told. Raises ValueError for an empty sample.

    It holds for small samples and near 0 and 1, where the usual ± reaches beyond what is possible.
    """
    if whole <= 0:
        raise ValueError("an empty sample has no interval")
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share of a sample")
    share = part / whole
    middle = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z * sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    return max(0.0, middle - half), min(1.0, middle + half)
