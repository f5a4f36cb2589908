"""Keeping an address from everybody: few may, always for a reason, always on record."""

import pytest
from sqlalchemy import select

from models.care.refusals import CareUnknown, ReasonUnknown
from models.care.sheltering import ACTION, set_suppressed
from models.trail.last import last_line
from models.trail.tables import TrailEntry
from tests.models.care.village import NOON, Village


def test_kept_and_lifted_each_with_a_line(village: Village) -> None:
    resident = village.elder()
    county = village.scope("county")
    for kept, why in ((True, "safety"), (True, "order"), (False, "over")):
        set_suppressed(village.session, county, resident.id, kept, why, NOON)
    lines = village.session.execute(
        select(TrailEntry.why, TrailEntry.detail).where(TrailEntry.whose == resident.person_id)
    ).all()
    assert lines == [("safety", {"suppressed": True}), ("over", {"suppressed": False})]
    last = last_line(village.session, resident.person_id, ACTION)
    assert last is not None
    assert (last.entry.why, last.entry.account_id) == ("over", county.account_id)


@pytest.mark.parametrize("role", ["town", "community", "grid_worker", "employment", "auditor"])
def test_nobody_below_the_county_may(village: Village, role: str) -> None:
    resident = village.elder()
    with pytest.raises(CareUnknown):
        set_suppressed(village.session, village.scope(role), resident.id, True, "safety", NOON)


def test_not_beyond_the_county_nor_without_a_reason(village: Village) -> None:
    resident = village.elder()
    stranger = Village(village.session, "610999").scope("county")
    with pytest.raises(CareUnknown):
        set_suppressed(village.session, stranger, resident.id, True, "safety", NOON)
    with pytest.raises(ReasonUnknown):
        set_suppressed(village.session, village.scope("county"), resident.id, True, "", NOON)
