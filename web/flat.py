"""Coordinates on paper: as far apart as on the ground, in every direction."""

import math
from collections.abc import Sequence


def flat(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """(latitude, longitude) in degrees -> (x, y) in degrees of latitude, x to the east, y south.

    A degree of longitude is shorter by the cosine of the latitude; that of the middle serves a
    county, whose north and south differ by a thousandth.
    """
    middle = math.radians(sum(lat for lat, _ in points) / len(points))
    return [(lon * math.cos(middle), -lat) for lat, lon in points]
