"""Scores as people read them: out of 100, where the matcher counts to ten thousand."""

from matcher.rules import in_hundred


def points(score: int) -> str:
    """3820 -> 38.2; hundredths are kept, so that what adds up still does on the page."""
    return f"{in_hundred(score):.2f}".rstrip("0").rstrip(".")


def signed_points(score: int) -> str:
    """+12, -6, and 0 without a sign."""
    return f"{'+' if score > 0 else ''}{points(score)}"
