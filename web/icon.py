"""The icon of the home screen for iOS, which takes no SVG: the seal's heart, drawn once."""

from functools import lru_cache
from io import BytesIO

from flask import Blueprint, Response
from PIL import Image, ImageDraw

from web.access import public

SIDE = 180
# Drawn larger and made smaller, so that its edges are smooth.
FINE = 4
# The grid of static/img/seal.svg: 32 units, a stroke of 2.5.
UNITS, STROKE = 32, 2.5
ZHU, PAPER = "#b3261e", "#ffffff"
Point = tuple[float, float]

pages = Blueprint("icon", __name__)


@pages.get("/apple-touch-icon.png")
@public
def icon() -> Response:
    answer = Response(drawn(), mimetype="image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@lru_cache
def drawn() -> bytes:
    """A PNG, square to its edges: iOS rounds the corners itself."""
    scale = SIDE * FINE / UNITS
    picture = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ZHU)
    pen, half = ImageDraw.Draw(picture), STROKE * scale / 2
    for x, y in _heart():
        at = (x * scale - half, y * scale - half, x * scale + half, y * scale + half)
        pen.ellipse(at, fill=PAPER)
    target = BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(target, "PNG", optimize=True)
    return target.getvalue()


def _heart() -> list[Point]:
    """The points that a round pen passes, both halves."""
    left = _curve((16, 25), (16, 25), (6, 19), (6, 12))
    left += _curve((6, 12), (6, 5.3), (14.2, 4.2), (16, 10.5))
    return left + [(UNITS - x, y) for x, y in left]


def _curve(start: Point, one: Point, two: Point, end: Point, steps: int = 200) -> list[Point]:
    """Points on a cubic Bezier curve."""
    found = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        points = (start, one, two, end)
        x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
        found.append((x, y))
    return found
