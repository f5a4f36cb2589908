"""Care plans: standing and for once, two together, licensed only; previews and counts."""

import datetime as dt

import pytest
from sqlalchemy import select

from models.accounts.tables import Account
from models.care import claims
from models.care.owed import careplan, figures, licences, policies, preview, rounds
from models.care.owed.careplan import Asked
from models.care.owed.policies import Change
from models.care.owed.refusals import PlanWrong
from models.care.owed.tables import Obligation
from models.care.refusals import NotEligible
from models.care.tables import Need, Visit
from models.care.visits import open_due
from tests.models.care.village import NOON, TODAY, Village, day

PLAIN = Asked("chat", False, None, None, None, 1, None, 0)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def asked(**more: object) -> Asked:
    return Asked(**{**vars(PLAIN), **more})  # type: ignore[arg-type]


def test_a_change_closes_the_need_and_opens_the_next(village: Village) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=[])
    first = careplan.agree(village.session, scope, resident.id, PLAIN, TODAY, NOON)
    second = careplan.agree(village.session, scope, resident.id, asked(every_days=7), TODAY, NOON)
    assert (first.closed_on, second.closed_on) == (TODAY, None)
    careplan.close(village.session, scope, resident.id, second.id, day(3), NOON)
    assert [need.id for need in careplan.history(village.session, resident.id)] == [
        second.id,
        first.id,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"once": True},
        {"once": True, "first_day": day(3), "last_day": day(2)},
        {"every_days": 0},
        {"helpers_wanted": 9},
        {"licence": "驾驶证"},
        {"kind": "nothing"},
    ],
)
def test_what_cannot_be_is_refused(village: Village, wrong: dict[str, object]) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder()
    with pytest.raises(PlanWrong):
        careplan.agree(village.session, scope, resident.id, asked(**wrong), TODAY, NOON)


def test_once_is_owed_once_between_its_days(village: Village, by: Account) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=[])
    once = asked(once=True, first_day=TODAY, last_day=day(5))
    need = careplan.agree(village.session, scope, resident.id, once, TODAY, NOON)
    assert open_due(village.session, village.place.id, TODAY, NOON) == 1
    visit = village.session.scalars(select(Visit)).one()
    assert (visit.window_from, visit.window_to) == (TODAY, day(5))
    held = village.claim(village.volunteer(), visit)
    began = NOON + dt.timedelta(days=1)
    end = began + dt.timedelta(hours=1)
    claims.finish(village.session, held.id, "done", None, began, end, end, by=by.id)
    village.fresh()
    assert village.session.get_one(Need, need.id).closed_on == day(1)
    assert open_due(village.session, village.place.id, day(9), end) == 0


def test_two_go_together_at_a_welcome_half_day(village: Village) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=[])
    careplan.agree(
        village.session, scope, resident.id, asked(helpers_wanted=2, week=0b100), TODAY, NOON
    )
    open_due(village.session, village.place.id, TODAY, NOON)
    visit = village.session.scalars(select(Visit)).one()
    assert (visit.helpers_wanted, visit.week) == (2, 0b100)


def test_licensed_care_is_refused_to_lay_helpers(village: Village, by: Account) -> None:
    scope = village.scope("community", village.communities[0])
    resident = village.elder(categories=[])
    careplan.agree(village.session, scope, resident.id, asked(licence="护士执业证"), TODAY, NOON)
    open_due(village.session, village.place.id, TODAY, NOON)
    visit = village.session.scalars(select(Visit)).one()
    helper = village.volunteer()
    soon = max(visit.window_from, TODAY)

    def claim() -> object:
        return claims.claim(village.session, helper.id, visit.id, soon, 0, NOON, by=by.id)

    with pytest.raises(NotEligible) as refused:
        claim()
    assert [name for name, _ in refused.value.rules] == ["licence"]
    licences.enter(village.session, scope, helper.id, "护士执业证", day(-1), NOON)
    with pytest.raises(NotEligible):
        claim()
    licences.enter(village.session, scope, helper.id, "护士执业证", day(300), NOON)
    assert claim() is not None


def test_a_preview_changes_nothing_and_counts_before_and_after(
    village: Village, by: Account
) -> None:
    scope = village.scope("administrator")
    for grid in (0, 0, 2):
        village.elder(grid=grid, categories=["低保家庭"])
    change = Change(15, 5, "days", 1, ["低保家庭"], [], [], TODAY)
    old = policies.newest(village.session, "six_warmth")
    rows = preview.of_policy(village.session, scope, policies.changed(old, change, by.id), TODAY)
    counts = [(r.community, r.people_after, r.visits_before, r.visits_after) for r in rows]
    assert counts == [("新城社区", 2, 6, 12), ("东门社区", 1, 3, 6)]
    assert village.session.scalars(select(Obligation)).all() == []
    draft = rounds.drafted(
        scope, village.place, "春节", ["低保家庭"], (TODAY, day(9)), 3, TODAY, NOON
    )
    assert preview.total(preview.of_round(village.session, scope, draft, TODAY)).visits_after == 9


def test_figures_count_owed_late_and_made_within_the_scope(village: Village, by: Account) -> None:
    village.elder(categories=["空巢老人"], last_visit_on=day(-40))
    village.elder(grid=2, categories=["空巢老人"])
    open_due(village.session, village.place.id, TODAY, NOON)
    village.fresh()
    visit = village.session.scalars(select(Visit).order_by(Visit.window_to.desc())).first()
    assert visit is not None
    held = village.claim(village.volunteer(grid=2), visit)
    began = NOON + dt.timedelta(days=1)
    end = began + dt.timedelta(hours=1)
    claims.finish(village.session, held.id, "done", None, began, end, end, by=by.id)
    county = village.scope("county")
    counted = figures.by_place(village.session, county, day(2), "community")
    assert [(row.name, row.owed, row.late, row.made) for row in counted] == [
        ("新城社区", 2, 2, 0),
        ("东门社区", 0, 0, 2),
    ]
    own = village.scope("grid_worker", village.grids[0])
    assert [row.made for row in figures.by_kind(village.session, own, day(2))] == [0, 0]
