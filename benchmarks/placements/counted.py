"""What six months came to; months in which somebody got lost are not counted."""

from typing import Any

import numpy as np

from benchmarks.placements.ground import DAYS
from benchmarks.placements.life import Life, Referral
from matcher.columns import Ints
from matcher.employment.arrays import COHORT
from matcher.fairness import gini

# Whether more of it is better.
MEASURES = {
    "placed": True,
    "stayed": True,
    "waiting": False,
    "idle": False,
    "offers": False,
    "gini": False,
    "hardship": True,
}
STAYED = 90


class Lost(Exception):
    """Somebody in two places, a seat taken twice, a class that should not have begun."""


def counted(life: Life) -> dict[str, Any]:
    """The figures after the last day.

    placed : share of all seekers who began to work at least once
    stayed : share of all seekers who stayed where they began for ``STAYED`` days, all of them lived
    waiting : days from registering to the first day at work, of those placed
    idle : days registered without work, looking or in class, of everybody, until gone or the end
    offers : referrals for each seat filled (a first day at work)
    gini : of referrals, over all seekers
    hardship : share of the hardship persons who began to work
    """
    _check(life)
    seekers = life.ground.all.seekers
    started = sorted((one for one in life.referrals if one.started >= 0), key=_began)
    first: dict[int, int] = {}
    for one in started:
        first.setdefault(one.seeker, one.started)
    hard = life.ground.all.seeker_hardship
    placed = np.array(sorted(first), np.int64)
    comes = life.ground.comes
    sent = np.bincount([one.seeker for one in life.referrals], minlength=seekers)
    return {
        "placed": len(placed) / seekers,
        "stayed": len({one.seeker for one in started if _stayed(one)}) / seekers,
        "waiting": float(np.mean([first[i] - comes[i] for i in placed])) if len(placed) else 0.0,
        "idle": float(np.mean(_idle(life))),
        "offers": len(life.referrals) / max(1, len(started)),
        "gini": gini(sent),
        "hardship": float(hard[placed].sum() / max(1, hard.sum())),
        "seats": int(life.ground.all.opening_headcount.sum()),
        "gap": life.gap,
        "end": _end(life) | {"never": int((sent == 0).sum())},
        "happened": dict(sorted(life.happened.items())),
    }


def _end(life: Life) -> dict[str, int]:
    """Where everybody is after the last day."""
    holding = {one.seeker: one.state for one in life.holding()}
    work = sum(state == "placed" for state in holding.values())
    end = {"work": work, "under way": len(holding) - work, "gone": len(life.gone)}
    nowhere = set(range(life.ground.all.seekers)) - {*holding} - {*life.gone}
    if sum(end.values()) + len(nowhere) != life.ground.all.seekers:
        raise Lost("somebody is gone and holds something")
    return end | {"looking": len(nowhere)}


def _began(one: Referral) -> tuple[int, int]:
    return one.started, one.seeker


def _last(one: Referral) -> int:
    """The last day on which it held, of those lived."""
    return one.ended if one.ended >= 0 else DAYS - 1


def _stayed(one: Referral) -> bool:
    return _last(one) - one.started >= STAYED


def _idle(life: Life) -> Ints:
    until = np.full(life.ground.all.seekers, DAYS)
    for seeker, day in life.gone.items():
        until[seeker] = day
    idle = until - life.ground.comes
    for one in life.referrals:
        if one.started >= 0:
            idle[one.seeker] -= _last(one) + 1 - one.started
    return idle


def _check(life: Life) -> None:
    """Held against the days themselves, not against what any night thought was free."""
    a = life.ground.all
    persons = np.zeros((a.seekers, DAYS), np.int64)
    seats = np.zeros((a.openings, DAYS), np.int64)
    for one in life.referrals:
        days = slice(one.sent, _last(one) + 1)
        persons[one.seeker, days] += 1
        seats[one.opening, days] += 1
    for seeker, day in life.gone.items():
        # Whoever is gone is nowhere from the next day on.
        persons[seeker, day + 1 :] += 1
    if (persons > 1).any():
        raise Lost("somebody is in two places, or was sent somewhere when gone")
    if (seats > a.opening_headcount[:, None]).any():
        raise Lost("a seat is held twice")
    for opening, listed in life.opened.items():
        if listed < a.opening_minimum[opening]:
            raise Lost("a class began under its minimum")
    for one in life.referrals:
        course = a.opening_kind[one.opening] == COHORT
        if one.started >= 0 and course and one.opening not in life.opened:
            raise Lost("somebody passed a class that never began")
