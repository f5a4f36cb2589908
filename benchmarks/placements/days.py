"""What comes of a referral by day: answers, classes, first days at work and last ones.

A yes of both sides holds the seat until the first day at work; a class begins with its minimum on
its list or not at all, and whoever passes it has the post that was kept. Work that is left frees
the seat, and its person looks again.
"""

import numpy as np

from benchmarks.placements.life import Life, Referral
from matcher.employment.arrays import COHORT


def sent(life: Life, plan: list[tuple[int, int]], day: int) -> None:
    """What the night proposed, as referrals."""
    for seeker, opening in plan:
        one = Referral(seeker, opening, day)
        life.referrals.append(one)
        _, after = life.people.answers(seeker, opening)
        life.due[day + after].append((one, _seeker))
    life.happened["sent"] += len(plan)


def lived(life: Life, day: int) -> None:
    """Everything that happens on a day."""
    for one, step in life.due.pop(day, []):
        if one.holds:
            step(life, one, day)
    for opening in np.flatnonzero(life.ground.starts == day).tolist():
        _begin(life, opening, day)
    _go(life, day)


def _seeker(life: Life, one: Referral, day: int) -> None:
    """The seeker has answered, or has not."""
    said, _ = life.people.answers(one.seeker, one.opening)
    if said is None:
        _end(life, one, "withdrawn", day, "no answer")
    elif not said:
        _end(life, one, "declined", day, "declined by the seeker")
    elif life.ground.all.opening_kind[one.opening] == COHORT:
        one.state = "accepted"
    else:
        _, after = life.people.taken(one.seeker, one.opening)
        life.due[day + after].append((one, _employer))


def _employer(life: Life, one: Referral, day: int) -> None:
    taken, _ = life.people.taken(one.seeker, one.opening)
    if taken:
        one.state = "accepted"
        life.due[day + life.people.habits.begins].append((one, _start))
    else:
        life.failed.add(one.seeker)
        _end(life, one, "declined", day, "declined by the employer")


def _begin(life: Life, opening: int, day: int) -> None:
    """First day of a class: with its minimum on the list, or for nobody."""
    there = [one for one in life.holding() if one.opening == opening]
    listed = [one for one in there if one.state == "accepted"]
    opens = len(listed) >= life.ground.all.opening_minimum[opening]
    life.happened["class begun" if opens else "class not opened"] += 1
    for one in there:
        if not opens or one.state != "accepted":
            _end(life, one, "withdrawn", day, "without a class that opens")
        else:
            life.due[day + life.people.course(opening)].append((one, _exam))
    if opens:
        life.opened[opening] = len(listed)


def _exam(life: Life, one: Referral, day: int) -> None:
    if life.people.passes(one.seeker, one.opening):
        one.state = "passed"
        life.due[day + life.people.habits.begins].append((one, _start))
    else:
        _end(life, one, "failed", day, "class not passed, or not taken on")


def _start(life: Life, one: Referral, day: int) -> None:
    one.state, one.started = "placed", day
    stays = life.people.stays(one.seeker, one.opening)
    life.due[day + stays].append((one, _leave))
    kind = "class" if life.ground.all.opening_kind[one.opening] == COHORT else "post"
    life.happened[f"began work, by a {kind}"] += 1


def _leave(life: Life, one: Referral, day: int) -> None:
    _end(life, one, "left", day, "left work")


def _go(life: Life, day: int) -> None:
    """Some find work alone or move away before anything was found for them."""
    settled = {one.seeker for one in life.referrals if one.started >= 0}
    settled |= {one.seeker for one in life.holding() if one.state in ("accepted", "passed")}
    for seeker in set(np.flatnonzero(life.goes == day).tolist()) - settled:
        life.gone[seeker] = day
    for one in life.holding():
        if one.seeker in life.gone:
            _end(life, one, "declined", day, "declined, gone by themselves")


def _end(life: Life, one: Referral, state: str, day: int, what: str) -> None:
    one.end(state, day)
    life.happened[what] += 1
