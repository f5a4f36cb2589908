"""Bars as SVG: drawn by these lines, readable on a light and on a dark page."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDE, LEFT, RIGHT, ROW = 760, 190, 80, 22
INK, PALE, GRID = "#1f2933", "#52606d", "#d9dee3"
OURS, OTHERS = "#b4541f", "#8496a5"


@dataclass(frozen=True)
class Bar:
    """``value`` None leaves the bar out and says only ``said``."""

    label: str
    value: float | None
    said: str
    ours: bool = False


@dataclass(frozen=True)
class Scale:
    """Where a value stands, as a share of the width, and the marks along it."""

    share: Callable[[float], float]
    marks: Sequence[float]


Group = tuple[str, Sequence[Bar]]


def tenfolds(values: Sequence[float]) -> Scale:
    """Each mark ten times the one before."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    wide = max(1, high - low)
    marks = [10.0 ** (low + k) for k in range(wide + 1)]
    return Scale(lambda value: (math.log10(value) - low) / wide, marks)


def even(values: Sequence[float]) -> Scale:
    """From nothing on, in four to ten round steps."""
    rough = max(values) / 4
    tenfold = 10.0 ** math.floor(math.log10(rough))
    step = max(k * tenfold for k in (1, 2, 5) if k * tenfold <= rough)
    count = math.ceil(max(values) / step)
    return Scale(lambda value: value / (step * count), [k * step for k in range(count + 1)])


def bars(groups: Sequence[Group], unit: str, scaled: Callable[[Sequence[float]], Scale]) -> str:
    """Groups of bars, one below the other, all on one scale."""
    scale = scaled([bar.value for _, group in groups for bar in group if bar.value])
    wide = WIDE - LEFT - RIGHT
    rows = sum(len(group) + 1.6 for _, group in groups)
    bottom = int(ROW * rows) + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {bottom + 30}" '
        f'width="{WIDE}" height="{bottom + 30}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDE}" height="{bottom + 30}" fill="#ffffff"/>',
    ]
    for mark in scale.marks:
        x = LEFT + wide * scale.share(mark)
        lines.append(f'<path d="M{x:.1f} 8V{bottom}" stroke="{GRID}"/>')
        lines.append(_text(x, bottom + 18, f"{mark:g} {unit}", PALE, "middle"))
    y = 8.0
    for title, group in groups:
        y += 1.4 * ROW
        lines.append(_text(LEFT, y - 6, title, INK, "start", ' font-weight="bold"'))
        for bar in group:
            lines += _bar(bar, y, wide * scale.share(bar.value) if bar.value else 0.0)
            y += ROW
        y += 0.2 * ROW
    return "\n".join([*lines, "</svg>", ""])


def _bar(bar: Bar, y: float, width: float) -> list[str]:
    colour = OURS if bar.ours else OTHERS
    lines = [_text(LEFT - 10, y + 13, bar.label, INK, "end")]
    if bar.value:
        lines.append(
            f'<rect x="{LEFT}" y="{y + 1:.1f}" width="{max(2.0, width):.1f}" height="16" '
            f'fill="{colour}"/>'
        )
    return [*lines, _text(LEFT + max(2.0, width) + 6, y + 13, bar.said, PALE, "start")]


def _text(x: float, y: float, said: str, colour: str, anchor: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}"{more}>{escape(said)}</text>'
