"""Half a year of a tiny county: the same dice, the same figures, nobody lost, no rule broken."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import page
from benchmarks.dice import Dice
from benchmarks.paired import compared
from benchmarks.placements.__main__ import FIRST, months
from benchmarks.placements.arms import ARMS, best_fit_first, greedy, ours
from benchmarks.placements.checked import RuleBroken, against, check
from benchmarks.placements.counted import MEASURES, Lost, counted
from benchmarks.placements.days import lived
from benchmarks.placements.ground import ground
from benchmarks.placements.habits import Habits, People
from benchmarks.placements.life import Referral, begun
from matcher.employment.arrays import COHORT, VACANCY, WELFARE_POST
from matcher.employment.params import EmploymentParams
from matcher.employment.rules import RULES
from matcher.rules import failures, pairs_of
from tests.matcher.employment.counties import county

SEEKERS = 300
STAMP = {"day": "2026-11-20", "machine": "a machine", "versions": {"numpy": "2"}}
# What a day decides, the ground alone does not.
OF_THE_DAY = {"forbidden", "valid", "welfare"}


@pytest.fixture(scope="module")
def whole():
    return months(SEEKERS, 3)


def new_life(seekers=SEEKERS, seed=3):
    there = ground(seed, seekers, FIRST)
    return begun(there, People(there.all, Dice(seed)))


def allowed(life, kind=VACANCY, day=0):
    """Pairs of one day that nothing is against save what people hold, as (seeker, opening)."""
    there = life.ground
    opened = (there.appears <= day) & (there.until >= day) & (there.all.opening_kind == kind)
    return [
        (i, j)
        for j in np.flatnonzero(opened).tolist()
        for i in np.flatnonzero(there.comes <= day).tolist()
        if not any(against(there.all, i, j))
    ]


def without_seconds(found):
    return {name: {k: v for k, v in found[name].items() if k != "seconds"} for name in ARMS}


def test_the_same_seed_lives_the_same_months(whole):
    assert without_seconds(months(SEEKERS, 3)) == without_seconds(whole)
    assert len({json.dumps(whole[name]["happened"]) for name in ARMS}) > 1


@pytest.mark.parametrize("name", ARMS)
def test_everybody_is_in_one_place_and_every_offer_has_one_end(whole, name):
    one = whole[name]
    end, happened = one["end"], one["happened"]
    assert sum(end[where] for where in ("work", "under way", "gone", "looking")) == SEEKERS
    over = ("no answer", "declined", "class not passed", "without a class", "left work")
    ended = sum(count for what, count in happened.items() if what.startswith(over))
    assert happened["sent"] == ended + end["work"] + end["under way"]
    began = sum(count for what, count in happened.items() if what.startswith("began work"))
    assert began == happened.get("left work", 0) + end["work"] > 0
    assert 0 < one["stayed"] <= one["placed"] <= began / SEEKERS
    assert one["offers"] == happened["sent"] / began


def test_the_page_tells_wins_and_losses(whole):
    other = months(SEEKERS, 4)
    found = {"seekers": SEEKERS, "first": "2026-11-23", "days": 182, "more_is_better": MEASURES}
    found |= {"seeds": [whole, other], **compared([whole, other], list(ARMS), MEASURES)}
    sure = {"mean": 0.02, "wide": 0.01, "behind": 0}
    found["differences"]["greedy"] = dict.fromkeys(MEASURES, sure)
    made = page.pages({"placements": found | STAMP})
    told = made["benchmarks.md"].split("Beside greedy")[1]
    better, worse = told.split("**worse**")[0], told.split("**worse**")[1].split("no difference")[0]
    assert "placed, of hardship persons" in better and "offers for a seat filled" in worse
    assert "<svg" in made["benchmarks/placements.svg"]


def test_the_checker_and_the_rules_agree_pair_by_pair():
    everything = ground(5, 150, FIRST).all
    some = np.arange(everything.seekers) % 3 == 0
    everything = replace(everything, seeker_term_over=some)
    left = np.repeat(np.arange(everything.seekers), everything.openings)
    right = np.tile(np.arange(everything.openings), everything.seekers)
    table = failures(RULES, everything, pairs_of(left, right), EmploymentParams())
    lasting = [k for k, rule in enumerate(RULES) if rule.name not in OF_THE_DAY]
    fails = table[:, lasting].any(axis=1).tolist()
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    assert [any(against(everything, i, j)) for i, j in pairs] == fails
    assert 0 < sum(fails) < len(fails)


def test_the_checker_passes_what_is_sound_and_no_more():
    life = new_life()
    pair = allowed(life)[0]
    check(life, [pair], 0)
    life.referrals.append(Referral(*pair, sent=0))
    with pytest.raises(RuleBroken, match=r"one person twice.*sent there before"):
        check(life, [pair], 1)


def test_the_checker_sees_a_seat_twice():
    life = new_life()
    a = life.ground.all
    single = {j for _, j in allowed(life) if a.opening_headcount[j] == 1}
    door = next(j for j in single if sum(other == j for _, other in allowed(life)) > 1)
    both = [pair for pair in allowed(life) if pair[1] == door][:2]
    with pytest.raises(RuleBroken, match="seat"):
        check(life, both, 0)


def test_the_checker_sees_a_class_under_its_minimum():
    life = new_life()
    with pytest.raises(RuleBroken, match="class under its minimum"):
        check(life, allowed(life, COHORT, 60)[:1], 60)


def test_the_checker_sees_a_post_of_last_resort_given_first():
    life = new_life(seekers=600)
    offered = {i for i, _ in allowed(life)}
    pair = next(pair for pair in allowed(life, WELFARE_POST) if pair[0] in offered)
    with pytest.raises(RuleBroken, match="public welfare before the market"):
        check(life, [pair], 0)


@pytest.mark.parametrize(("short", "state"), [(1, "withdrawn"), (0, "accepted")])
def test_a_class_begins_with_its_minimum_or_for_nobody(short, state):
    life = new_life()
    course = int(np.flatnonzero(life.ground.all.opening_kind == COHORT)[0])
    listed = int(life.ground.all.opening_minimum[course]) - short
    life.goes[:] = -1
    life.referrals += [Referral(i, course, sent=0, state="accepted") for i in range(listed)]
    lived(life, int(life.ground.starts[course]))
    assert {one.state for one in life.referrals} == {state}
    assert life.opened == ({} if short else {course: listed})


def test_months_that_lost_count_are_not_counted():
    life = new_life()
    (i, j), *_ = allowed(life)
    life.referrals += [Referral(i, j, sent=0), Referral(i, j, sent=9)]
    with pytest.raises(Lost, match="two places"):
        counted(life)
    life = new_life()
    course = int(np.flatnonzero(life.ground.all.opening_kind == COHORT)[0])
    life.opened[course] = 1
    with pytest.raises(Lost, match="under its minimum"):
        counted(life)


def test_the_arms_look_at_different_things_first():
    """Who is first in the queue fits a little worse; the other has nothing else."""
    hard = np.array([False, True])
    wishes = np.array([[0, -1], [5, -1]])
    one_seat = county(
        2,
        1,
        seeker_wishes=wishes,
        seeker_hardship=hard,
        seeker_missing_cost=np.where(hard, 40_000, 20_000),
    )
    assert [arm(one_seat)[0].tolist() for arm in (ours, greedy, best_fit_first)] == [[1], [1], [0]]


def test_by_hand_a_class_that_stays_short_closes_and_its_people_are_served_again():
    course = county(
        3,
        2,
        opening_kind=np.array([COHORT, 0]),
        opening_occupation=np.array([0, 1]),
        opening_headcount=np.array([4, 2]),
        opening_minimum=np.array([4, 0]),
        seeker_wishes=np.zeros((3, 1), np.int64),
    )
    for arm in ARMS.values():
        seekers, openings, _ = arm(course)
        assert sorted(set(openings.tolist())) == [1] and len(seekers) == 2
    for arm in ARMS.values():
        full = replace(course, opening_minimum=np.array([2, 0]))
        assert len(arm(full)[0]) == 3


def test_what_suits_wholly_is_taken_by_all_who_would_take_it_anyway_and_by_others():
    everything = ground(6, 300, FIRST).all
    fit, plain = (Habits(yes_wish=w, yes_near=w, yes_pay=w) for w in (0.25, 0.0))
    pairs = [(i, j) for i in range(300) for j in range(0, everything.openings, 5)]
    said = [
        {pair for pair in pairs if People(everything, Dice(6), habits).answers(*pair)[0]}
        for habits in (fit, plain)
    ]
    assert said[1] < said[0]
