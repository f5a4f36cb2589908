"""How far apart two places are: by coordinates, or by the codes of grid, community and town."""

from typing import Any

import numpy as np

from matcher.columns import Floats, Ints

EARTH_KM = 6371.0088
# Without coordinates, the usual walk between two doors of the same unit in a county of this kind.
SAME_GRID_KM = 0.3
SAME_COMMUNITY_KM = 1.0
SAME_TOWN_KM = 4.0
ELSEWHERE_KM = 10.0
# Further than any two places on earth are apart.
ANYWHERE_KM = 20_100.0


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Points on the unit sphere, float[rows, 3]; degrees in, NaN stays NaN."""
    north, east = np.radians(lat), np.radians(lon)
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1
    )


def haversine(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance in km between rows of degrees; NaN where either is not known."""
    north1, north2 = np.radians(lat1), np.radians(lat2)
    across = np.sin((north2 - north1) / 2) ** 2
    along = np.sin(np.radians(lon2 - lon1) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(across + np.cos(north1) * np.cos(north2) * along))
    return km


def by_code(
    grids: tuple[Ints, Ints], communities: tuple[Ints, Ints], towns: tuple[Ints, Ints]
) -> Floats:
    """Distance in km guessed from codes; -1 = not known, and equals nothing."""
    km = np.full(len(grids[0]), ELSEWHERE_KM)
    for (one, other), near in (
        (towns, SAME_TOWN_KM),
        (communities, SAME_COMMUNITY_KM),
        (grids, SAME_GRID_KM),
    ):
        km[(one == other) & (one >= 0)] = near
    return km


def apart(arrays: Any, sides: tuple[str, str], rows: tuple[Ints, Ints]) -> Floats:
    """Distance in km of each pair of rows of a market's two sides; by codes where points lack.

    A side ``helper`` has columns ``helper_lat``, ``_lon``, ``_grid``, ``_community``, ``_town``.
    """

    def ends(column: str, among: Any = slice(None)) -> Any:
        return tuple(
            getattr(arrays, f"{side}_{column}")[row[among]]
            for side, row in zip(sides, rows, strict=True)
        )

    (lat1, lat2), (lon1, lon2) = ends("lat"), ends("lon")
    km = haversine(lat1, lon1, lat2, lon2)
    blind = np.flatnonzero(np.isnan(km))
    if len(blind):
        km[blind] = by_code(ends("grid", blind), ends("community", blind), ends("town", blind))
    return km


def wide_enough(km: float) -> float:
    """The limit, in tenths of a km, that a distance just passes."""
    return float(np.ceil(km * 10) / 10)


def chord(km: float) -> float:
    """Straight-line distance on the unit sphere of a great-circle distance in km."""
    return float(2 * np.sin(min(km / (2 * EARTH_KM), np.pi / 2)))
