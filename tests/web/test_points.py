"""Scores out of 100: readable, and still adding up."""

from hypothesis import given
from hypothesis import strategies as st

from web.points import points, signed_points


def test_scores_stand_out_of_a_hundred() -> None:
    assert [points(score) for score in (10_000, 3820, 465, 1, 0)] == [
        "100",
        "38.2",
        "4.65",
        "0.01",
        "0",
    ]
    assert [signed_points(score) for score in (1200, -600, 0)] == ["+12", "-6", "0"]


@given(st.lists(st.integers(-10_000, 10_000)))
def test_what_adds_up_adds_up_on_the_page(parts: list[int]) -> None:
    shown = sum(round(float(signed_points(part)) * 100) for part in parts)
    assert shown == round(float(points(sum(parts))) * 100)
