"""Every kind of fraud is found among honest hours, and no honest hour is held against anybody."""

import uuid

import pytest

from matcher.said import Said
from models.care.hours.checks import CHECKS, find_all
from models.care.hours.entries import Entry
from models.care.hours.limits import Limits
from tests.models.care.hours.frauds import FOUND_AT_LEAST, FRAUDS, HONEST, Maker, honest

SEEDS = range(5)
Found = dict[tuple[uuid.UUID, str], Said]


def mixed(seed: int) -> tuple[list[Entry], dict[str, list[Entry]], Found]:
    """The honest ones, the frauds by name, and what the checks say of all of them together."""
    make = Maker(seed)
    good = honest(make)
    frauds = {fraud.__name__: fraud(make) for fraud in FRAUDS}
    everything = good + [entry for made in frauds.values() for entry in made]
    make.lot.shuffle(everything)
    return good, frauds, find_all(everything, Limits())


@pytest.mark.parametrize("seed", SEEDS)
def test_500_honest_records_are_not_flagged(seed: int) -> None:
    good, _, found = mixed(seed)
    assert len({entry.id for entry in good}) == HONEST
    known = {entry.id for entry in good}
    assert {(name, str(said)) for (id, name), said in found.items() if id in known} == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fraud_is_found_by_its_own_check(seed: int) -> None:
    _, frauds, found = mixed(seed)
    caught = {
        name: sum((entry.id, name) in found for entry in made) for name, made in frauds.items()
    }
    wanted = {name: FOUND_AT_LEAST.get(name, len(made)) for name, made in frauds.items()}
    assert caught == wanted


def test_each_check_has_its_fraud() -> None:
    assert [fraud.__name__ for fraud in FRAUDS] == list(CHECKS)
    assert len(CHECKS) >= 15


def test_what_was_taken_back_is_not_looked_at_again() -> None:
    make = Maker(1)
    assert find_all([make.entry(make.at(7, 8), 9 * 60, state="revoked")], Limits()) == {}


def test_a_finding_states_its_facts() -> None:
    make = Maker(2)
    near, far = make.entry(make.at(1, 9), 50), make.entry(make.at(1, 10), 50, lat=33.25, lon=109.6)
    entries = [near, make.entry(far.began, 50, helper=near.helper, lat=far.lat, lon=far.lon)]
    (said,) = find_all(entries, Limits()).values()
    assert "10 分钟后" in str(said)
    assert "每小时" in str(said)
