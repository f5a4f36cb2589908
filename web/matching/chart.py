"""A plain map of a county: one circle a community, as large as its people, coloured by coverage."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from web.flat import flat

WIDTH = 900.0
MARGIN = 70.0
SMALLEST, LARGEST = 22.0, 36.0
# Room a label takes, so that no name lies on another: sign width, lines beneath the circle.
SIGN = 16.0
LABEL = 42.0
ROUNDS = 200
GRADES = ("full", "most", "half", "few")
# Lowest share of each grade but the last. Every visit is owed; seats were never enough for all.
LEVELS = {"care": (1.0, 0.9, 0.6), "employment": (0.6, 0.45, 0.35)}


@dataclass(frozen=True)
class Covered:
    """A community: how many are to be served, and how many of them the plan serves."""

    market: str
    name: str
    people: int
    served: int
    lat: float | None = None
    lon: float | None = None

    @property
    def share(self) -> float:
        return self.served / self.people if self.people else 1.0

    @property
    def grade(self) -> str:
        """One of ``GRADES``: the colour, and the words beside it."""
        reached = sum(self.share >= least for least in LEVELS[self.market])
        return GRADES[len(GRADES) - 1 - reached]


@dataclass(frozen=True)
class Circle:
    """A community on the paper; units of the drawing."""

    of: Covered
    x: float
    y: float
    r: float

    @property
    def half_width(self) -> float:
        return max(self.r, SIGN * len(self.of.name) / 2) + 4

    @property
    def half_height(self) -> float:
        return self.r + LABEL / 2


@dataclass(frozen=True)
class Map:
    """Circles on a paper ``WIDTH`` wide and ``height`` high."""

    circles: Sequence[Circle]
    height: float
    width: float = WIDTH


def county_map(communities: Iterable[Covered]) -> Map | None:
    """The communities that have coordinates, north above; moved apart where names would overlap.

    None when fewer than two can be placed: a map of one circle says nothing.
    """
    placed = [
        (one, (one.lat, one.lon))
        for one in communities
        if one.lat is not None and one.lon is not None
    ]
    if len(placed) < 2:
        return None
    on_paper = flat([point for _, point in placed])
    west, north = min(x for x, _ in on_paper), min(y for _, y in on_paper)
    span = max(max(x for x, _ in on_paper) - west, 1e-6)
    scale = (WIDTH - 2 * MARGIN) / span
    most = max(one.people for one, _ in placed) or 1
    circles = [
        Circle(one, MARGIN + (x - west) * scale, MARGIN + (y - north) * scale, _radius(one, most))
        for (one, _), (x, y) in zip(placed, on_paper, strict=True)
    ]
    apart = _moved_apart(circles)
    low = min(c.y - c.half_height for c in apart)
    apart = [replace(c, y=c.y - low + 10) for c in apart]
    return Map(apart, max(c.y + c.half_height for c in apart) + LABEL)


def _radius(one: Covered, most: int) -> float:
    return max(SMALLEST, LARGEST * math.sqrt(one.people / most))


def _moved_apart(circles: Sequence[Circle]) -> list[Circle]:
    """Neighbours whose boxes overlap give way by half each, along the shorter way, on the paper."""
    at = [[c.x, c.y] for c in circles]
    for _ in range(ROUNDS):
        for i in range(len(circles)):
            for j in range(i):
                _give_way(circles[i], circles[j], at[i], at[j])
        for c, point in zip(circles, at, strict=True):
            point[0] = min(max(point[0], c.half_width), WIDTH - c.half_width)
    return [replace(c, x=x, y=y) for c, (x, y) in zip(circles, at, strict=True)]


def _give_way(one: Circle, other: Circle, a: list[float], b: list[float]) -> None:
    over_x = one.half_width + other.half_width - abs(a[0] - b[0])
    over_y = one.half_height + other.half_height - abs(a[1] - b[1])
    if over_x <= 0 or over_y <= 0:
        return
    axis, over = (0, over_x) if over_x < over_y else (1, over_y)
    sign = 1 if a[axis] >= b[axis] else -1
    a[axis] += sign * over / 2
    b[axis] -= sign * over / 2
