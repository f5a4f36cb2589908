"""A map of places to tap: no tiles, nobody else's; drawn from the coordinates of the ledger.

Every point is as large as a thumb where the drawing is ``WIDTH`` pixels wide, and none lies on
another: those too close are one point, which opens a map of only them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.places.naming import short_name
from models.places.tables import Place
from models.requests.asking.points import Located
from web.flat import flat

# CSS pixels on a screen of 390; the style sheet makes it no narrower.
WIDTH, MOST_HEIGHT = 340.0, 460.0
HALF, SIGN, LABEL = 22.0, 16.0, 22.0
SIDE, ABOVE, BELOW = 44.0, HALF + 4, HALF + LABEL + 4


@dataclass(frozen=True)
class Spot:
    """A point of the map and the places it stands for: one, or those too close to tell apart."""

    places: tuple[Place, ...]
    x: float
    y: float

    @property
    def code(self) -> str:
        return self.places[0].path.rstrip("/")

    @property
    def label(self) -> str:
        """The first one's name; the number of all stands in the circle."""
        return short_name(self.places[0].name)[:5]

    @property
    def half_width(self) -> float:
        return max(HALF, SIGN * len(self.label) / 2) + 2


@dataclass(frozen=True)
class Plan:
    """``places``: what the list beneath says. ``spots``: None where a map would say nothing."""

    places: Sequence[Place]
    spots: Sequence[Spot]
    height: float
    near: Sequence[str]
    width: float = WIDTH


def plan(found: Sequence[Located], near: Sequence[str] = ()) -> Plan:
    """The map of places, or, for each code of ``near`` in turn, of those one point stood for.

    What a code does not lead to is not looked for; the list then has more than was asked.
    """
    here = [(one.place, one.point) for one in found if one.point is not None]
    listed: list[Place] = [one.place for one in found]
    followed: list[str] = []
    for code in near:
        spot = next((one for one in _spots(here) if one.code == code), None)
        if spot is None or len(spot.places) == 1:
            break
        inside = {one.id for one in spot.places}
        here = [(place, point) for place, point in here if place.id in inside]
        listed, followed = list(spot.places), [*followed, code]
    spots = _spots(here)
    drawn = spots if len(spots) > 1 else []
    height = max((one.y for one in drawn), default=0) + BELOW
    return Plan(listed, drawn, height, followed)


def _spots(here: Sequence[tuple[Place, tuple[float, float]]]) -> list[Spot]:
    """In the order of the places: each is a point, unless it lies on one that is there already."""
    spots: list[Spot] = []
    for place, (x, y) in zip((place for place, _ in here), _fitted(here), strict=True):
        new = Spot((place,), x, y)
        on = next((number for number, one in enumerate(spots) if _touch(one, new)), None)
        if on is None:
            spots.append(new)
        else:
            spots[on] = Spot((*spots[on].places, place), spots[on].x, spots[on].y)
    return spots


def _fitted(here: Sequence[tuple[Place, tuple[float, float]]]) -> list[tuple[float, float]]:
    """On the paper, one scale for both directions, in the middle of its width."""
    if not here:
        return []
    on_paper = flat([point for _, point in here])
    xs, ys = [x for x, _ in on_paper], [y for _, y in on_paper]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room = WIDTH - 2 * SIDE, MOST_HEIGHT - ABOVE - BELOW
    scale = min(room[0] / max(wide, 1e-9), room[1] / max(high, 1e-9))
    left = (WIDTH - wide * scale) / 2
    return [(left + (x - min(xs)) * scale, ABOVE + (y - min(ys)) * scale) for x, y in on_paper]


def _touch(one: Spot, other: Spot) -> bool:
    """Whether circle or name of one would lie on the other's."""
    beside = abs(one.x - other.x) < one.half_width + other.half_width
    return beside and abs(one.y - other.y) < 2 * HALF + LABEL
