"""Frames of coordinates: GCJ-02 and BD-09 to WGS84 and back, and a flat frame in metres around a place.

CGCS2000 and WGS84 differ by centimetres and count as one. Arrays are of shape (n, 2): longitude, latitude.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

AXIS = 6378245.0  # Krasovsky 1940, as the published shift uses it
ECCENTRICITY_SQUARED = 0.00669342162296594323
SHIFTED_LON, SHIFTED_LAT = (72.004, 137.8347), (0.8293, 55.8271)
BAIDU_TURN = np.pi * 3000 / 180
METRES_A_DEGREE = 111_319.49079327358  # of longitude on the equator, sphere of 6,378,137 m
CLOSE_ENOUGH = 1e-10  # degrees, a hundredth of a millimetre
ROUNDS = 30


def gcj02_from_wgs84(points: Coordinates) -> Coordinates:
    """Shift as maps published in China are shifted; outside the country's box nothing moves."""
    lon, lat = points[:, 0], points[:, 1]
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    phi = np.radians(lat)
    squash = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    north = np.degrees(north * squash * np.sqrt(squash) / (AXIS * (1 - ECCENTRICITY_SQUARED)))
    east = np.degrees(east * np.sqrt(squash) / (AXIS * np.cos(phi)))
    shifted = np.column_stack([lon + east, lat + north])
    return np.where(_is_shifted(points)[:, None], shifted, points)


def _is_shifted(points: Coordinates) -> NDArray[np.bool_]:
    lon, lat = points[:, 0], points[:, 1]
    inside: NDArray[np.bool_] = (lon >= SHIFTED_LON[0]) & (lon <= SHIFTED_LON[1])
    return inside & (lat >= SHIFTED_LAT[0]) & (lat <= SHIFTED_LAT[1])


def bd09_from_gcj02(points: Coordinates) -> Coordinates:
    """The further shift of one vendor's maps."""
    lon, lat = points[:, 0], points[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_TURN)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def bd09_from_wgs84(points: Coordinates) -> Coordinates:
    return bd09_from_gcj02(gcj02_from_wgs84(points))


def _inverse(forward: Callable[[Coordinates], Coordinates], points: Coordinates) -> Coordinates:
    """Follow the shift backwards until it lands on the points; the shift is smooth and small."""
    guess = points.copy()
    for _ in range(ROUNDS):
        miss = forward(guess) - points
        guess = guess - miss
        if not miss.size or np.abs(miss).max() < CLOSE_ENOUGH:
            break
    return guess


def to_wgs84(points: Any, frame: str) -> Coordinates:
    """Longitudes and latitudes of a named frame in WGS84. Raises KeyError for an unknown frame."""
    given = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    forward = {"wgs84": None, "cgcs2000": None, "gcj02": gcj02_from_wgs84, "bd09": bd09_from_wgs84}[frame]
    return given if forward is None else _inverse(forward, given)


def from_wgs84(points: Any, frame: str) -> Coordinates:
    """WGS84 longitudes and latitudes in a named frame. Raises KeyError for an unknown frame."""
    given = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    forward = {"wgs84": None, "cgcs2000": None, "gcj02": gcj02_from_wgs84, "bd09": bd09_from_wgs84}[frame]
    return given if forward is None else forward(given)


@dataclass(frozen=True)
class Flat:
    """A flat frame in metres around a point, true to about one in a hundred over a county."""

    lon: float
    lat: float

    @classmethod
    def around(cls, shape: Any) -> "Flat":
        """The frame around the middle of a shape in degrees."""
        west, south, east, north = shape.bounds
        return cls((west + east) / 2, (south + north) / 2)

    def _scale(self) -> Coordinates:
        return np.array([METRES_A_DEGREE * np.cos(np.radians(self.lat)), METRES_A_DEGREE])

    def metres(self, shape: Any) -> Any:
        """A shape (or array of shapes) in degrees, in metres from the middle."""
        return shapely.transform(shape, lambda xy: (xy - (self.lon, self.lat)) * self._scale())

    def degrees(self, shape: Any) -> Any:
        """The way back from `metres`."""
        return shapely.transform(shape, lambda xy: xy / self._scale() + (self.lon, self.lat))
