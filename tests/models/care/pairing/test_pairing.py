"""Pairings: two words make one, one of each role, address until the end, change for a gain only."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from matcher.care.features import FEATURES, LAST_BESIDE_PAIRED_POINTS, STAND_IN_POINTS
from matcher.care.params import CareParams
from matcher.rules import FULL_POINTS, pairs_of
from models.accounts.tables import Account
from models.care.contact import family_contact
from models.care.pairing import agreeing
from models.care.pairing.refusals import PairingTaken, PairingUnknown
from models.care.pairing.shown import regularity
from models.care.pairing.tables import Pairing
from models.care.refusals import ContactClosed
from models.care.regulars import better, propose_regulars
from models.care.rows import care_arrays
from models.people.tables import Helper, Resident
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, TODAY, Village, day

EARLIER = NOON - dt.timedelta(days=300)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("community")


def paired(
    village: Village, by: Account, resident: Resident, helper: Helper, role: str = "standing"
) -> Pairing:
    made = agreeing.propose(village.session, resident.id, helper.id, role, "staff", EARLIER)
    agreeing.resident_agrees(village.session, made.id, EARLIER, by=by.id)
    return agreeing.helper_agrees(village.session, helper.id, made.id, EARLIER, by=by.id)


def went(village: Village, helper: Helper | None, resident: Resident, ago: int) -> None:
    window: dict[str, Any] = {"window_from": day(-ago - 5), "window_to": day(-ago)}
    visit = village.visit(resident, state="done", closed_at=NOON, **window)
    village.claim(helper or village.volunteer(), visit, day=day(-ago), state="done")


def test_it_holds_only_when_both_have_agreed(village: Village, by: Account) -> None:
    helper, resident = village.volunteer(), village.elder()
    made = agreeing.propose(village.session, resident.id, helper.id, "standing", "staff", NOON)
    agreeing.helper_agrees(village.session, helper.id, made.id, NOON, by=by.id)
    assert made.since is None
    agreeing.resident_agrees(village.session, made.id, NOON, by=by.id)
    assert made.since == NOON
    with pytest.raises(PairingTaken):
        paired(village, by, resident, village.volunteer())
    with pytest.raises(PairingTaken):
        paired(village, by, resident, helper, "stand_in")
    paired(village, by, resident, village.volunteer(), "stand_in")


def test_only_he_himself_agrees_for_a_helper(village: Village, by: Account) -> None:
    helper, resident = village.volunteer(), village.elder()
    made = agreeing.propose(village.session, resident.id, helper.id, "standing", "staff", NOON)
    with pytest.raises(PairingUnknown):
        agreeing.helper_agrees(village.session, village.volunteer().id, made.id, NOON, by=by.id)


def test_address_until_the_end_and_each_look_is_logged(village: Village, by: Account) -> None:
    helper, resident = village.volunteer(), village.elder()
    pairing = paired(village, by, resident, helper)
    looker = village.scope("volunteer", person_id=helper.person_id)
    family_contact(village.session, pairing, looker, NOON)
    looks = select(TrailEntry).where(TrailEntry.action == "care.contact")
    assert [line.subject_id for line in village.session.scalars(looks)] == [pairing.id]
    with pytest.raises(ContactClosed):
        family_contact(village.session, pairing, village.scope("volunteer"), NOON)
    agreeing.end(village.session, pairing.id, "helper", NOON, by=by.id)
    with pytest.raises(ContactClosed):
        family_contact(village.session, pairing, looker, NOON)
    with pytest.raises(PairingUnknown):
        agreeing.end(village.session, pairing.id, "helper", NOON, by=by.id)


def test_regularity_counts_what_fell_due(village: Village, by: Account) -> None:
    helper, resident = village.volunteer(), village.elder()
    pairing = paired(village, by, resident, helper)
    assert regularity(village.session, pairing, NOON).owed == 0
    for ago, who in ((120, helper), (90, helper), (60, None), (30, helper)):
        went(village, who, resident, ago)
    found = regularity(village.session, pairing, NOON)
    assert (found.owed, found.kept, found.missed, found.broken) == (4, 3, 0, False)
    for ago in (20, 12, 6):
        went(village, None, resident, ago)
    assert regularity(village.session, pairing, NOON).broken


def test_three_in_a_row_are_proposed_once(village: Village, by: Account) -> None:
    helper, resident, other = village.volunteer(), village.elder(), village.elder()
    for ago in (90, 60, 30):
        went(village, helper, resident, ago)
        went(village, helper if ago > 30 else None, other, ago - 1)
    county = village.place.id
    assert propose_regulars(village.session, county, NOON) == 1
    assert propose_regulars(village.session, county, NOON) == 0
    made = village.session.scalars(select(Pairing)).one()
    assert (made.resident_id, made.helper_id, made.proposed_by) == (
        resident.id,
        helper.id,
        "night",
    )
    agreeing.end(village.session, made.id, "helper", NOON, by=by.id)
    assert propose_regulars(village.session, county, NOON) == 0


def test_a_change_is_advised_where_trust_broke(village: Village, by: Account) -> None:
    resident = village.elder()
    village.visit(resident)
    near_as_he, near = village.volunteer(), village.volunteer()
    pairing = paired(village, by, resident, near_as_he)
    went(village, near, resident, 30)
    assert better(village.session, pairing, NOON) is None
    for ago in (20, 10):
        went(village, near, resident, ago)
    found = better(village.session, pairing, NOON)
    assert found is not None and found.helper.id == near.id


def test_a_change_is_advised_for_a_gain(village: Village, by: Account) -> None:
    resident = village.elder()
    village.visit(resident)
    stranger = village.volunteer(dialects=[], week=1)
    near = village.volunteer()
    pairing = paired(village, by, resident, stranger)
    went(village, stranger, resident, 30)
    went(village, near, resident, 60)
    found = better(village.session, pairing, NOON)
    assert found is not None and found.helper.id == near.id


def test_the_night_values_the_paired_above_whoever_came_last(village: Village, by: Account) -> None:
    resident = village.elder()
    standing, second, last = village.volunteer(), village.volunteer(), village.volunteer()
    paired(village, by, resident, standing)
    paired(village, by, resident, second, "stand_in")
    went(village, last, resident, 30)
    village.visit(resident)
    arrays = care_arrays(village.session, village.place.id, TODAY)
    continuity = next(one for one in FEATURES if one.name == "continuity")
    helpers = np.arange(arrays.helpers)
    points = continuity.points(arrays, pairs_of(helpers, np.zeros_like(helpers)), CareParams())
    found = dict(zip(arrays.helper_id.tolist(), points.tolist(), strict=True))
    assert found == {
        standing.id.hex: FULL_POINTS,
        second.id.hex: STAND_IN_POINTS,
        last.id.hex: LAST_BESIDE_PAIRED_POINTS,
    }
