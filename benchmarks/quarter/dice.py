"""What people do, by dice. Who throws, on which day, for what: the same in every arm of a seed.

The arms are paired by it: a helper who looks at his phone on a day looks in all of them, and a
resident who is not at home is out whoever comes. No throw knows of an arm, a score or a distance.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How often; all are assumptions, none was fitted to a result.

    looks : on a day a helper opens the page by himself; helpers differ, evenly between the two
    takes : whoever looks then takes one visit, if there is one for him
    says_yes : to being asked, between the two; ``AskParams`` reckons with one in three
    says_no : whoever does not say yes says so; the others stay silent
    not_now : whoever says no wants to be left in peace for ``rests`` days
    withdraws : a promise, on each day until the visit
    answers : when asked the day before; whoever does not is called, and ``reached`` says he comes
    no_show : a promise nobody took back
    not_home, refused, hospital, moved, deceased : at the door, shares of the visits
    admitted : to hospital on a day, and staff hear of it; for ``stays`` days
    gone : of those said to have moved or died; the others were said so by mistake
    agrees : to a pairing, each side
    """

    looks: tuple[float, float] = (0.02, 0.2)
    takes: float = 0.5
    says_yes: tuple[float, float] = (0.1, 0.55)
    says_no: float = 0.5
    not_now: float = 0.1
    rests: int = 14
    withdraws: float = 0.015
    answers: float = 0.85
    reached: float = 0.7
    no_show: float = 0.03
    not_home: float = 0.07
    refused: float = 0.02
    hospital: float = 0.01
    moved: float = 0.003
    deceased: float = 0.002
    admitted: float = 0.0004
    stays: int = 12
    gone: float = 0.9
    agrees: float = 0.8

    def outcome(self, thrown: float) -> str:
        """How a visit ends at the door."""
        for name in ("not_home", "refused", "hospital", "moved", "deceased"):
            thrown -= getattr(self, name)
            if thrown < 0:
                return name
        return "done"
