"""By whom a policy wants its visits made: planned apart, refused to others, done by the right."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from models.accounts.tables import Account
from models.care import claims, offers
from models.care.owed.by_whom import roles_of
from models.care.owed.tables import Obligation, VisitPolicy
from models.care.posts.tables import Post, PostHolding
from models.care.refusals import NotEligible
from models.care.tables import Claim, Visit
from models.care.visits import open_due
from models.people.tables import Helper
from tests.models.care.village import NOON, Village, day

BEGAN = NOON + dt.timedelta(days=1)
ENDED = BEGAN + dt.timedelta(hours=1)
LATER = NOON + dt.timedelta(days=2)


@pytest.fixture
def by(village: Village) -> Account:
    return village.login("volunteer")


def only(village: Village, code: str, *roles: str) -> None:
    """A policy wants its visits made by these."""
    changed = update(VisitPolicy).where(VisitPolicy.code == code).values(roles=list(roles))
    village.session.execute(changed)


def opened(village: Village) -> Sequence[Visit]:
    open_due(village.session, village.place.id, day(0), NOON)
    village.fresh()
    rows = select(Visit).where(Visit.state == "open").order_by(Visit.kinds)
    return village.session.scalars(rows).all()


def holder(village: Village) -> Helper:
    helper = village.volunteer(volunteer=False)
    place = village.communities[0].id
    facts = {"duty": "关爱服务岗", "title": "关爱", "task": "走访", "set_up_at": NOON}
    post = village.add(Post(place_id=place, **facts))
    village.add(PostHolding(post_id=post.id, helper_id=helper.id, state="held", card=7))
    return helper


def take(village: Village, by: Account, helper: Helper, visit: Visit) -> Claim:
    return claims.claim(village.session, helper.id, visit.id, day(1), 0, NOON, by=by.id)


def test_a_policy_for_everybody_keeps_nobody_away(village: Village, by: Account) -> None:
    village.elder(categories=["空巢老人"])
    (visit,) = opened(village)
    assert visit.roles == []
    assert take(village, by, village.volunteer(), visit)


def test_one_for_post_holders_is_refused_to_volunteers(village: Village, by: Account) -> None:
    village.elder(categories=["社区党员"])
    only(village, "six_policy", "post_holder")
    (visit,) = opened(village)
    assert visit.roles == ["post_holder"]
    volunteer = village.volunteer()
    assert offers.pool(village.session, volunteer, NOON, 0, 9).total == 0
    with pytest.raises(NotEligible) as refusal:
        take(village, by, volunteer, visit)
    ((rule, said),) = refusal.value.rules
    assert (rule, str(said)) == ("by_whom", "按探访制度，这次由领岗党员去")
    assert take(village, by, holder(village), visit)


def test_who_he_is(village: Village) -> None:
    volunteer, held = village.volunteer(), holder(village)
    village.login("grid_lead", volunteer.person_id)
    village.login("building_lead", held.person_id, status="disabled")
    assert roles_of(village.session) == {
        volunteer.id: {"volunteer", "grid_worker"},
        held.id: {"post_holder"},
    }


def test_what_nobody_may_do_together_is_two_visits(village: Village, by: Account) -> None:
    village.elder(categories=["社区党员", "低保家庭"])
    only(village, "six_policy", "post_holder")
    only(village, "six_warmth", "volunteer")
    both = opened(village)
    assert [(one.kinds, one.roles) for one in both] == [
        (["policy"], ["post_holder"]),
        (["warmth"], ["volunteer"]),
    ]
    held = take(village, by, village.volunteer(), both[1])
    claims.finish(village.session, held.id, "done", None, BEGAN, ENDED, LATER, by=by.id)
    village.fresh()
    states = dict(village.session.execute(select(Obligation.kind, Obligation.state)).all())
    assert states == {"policy": "open", "warmth": "discharged"}


def test_what_both_may_do_is_one_visit_for_those_who_may(village: Village) -> None:
    village.elder(categories=["社区党员", "低保家庭"])
    only(village, "six_policy", "post_holder", "grid_worker")
    (visit,) = opened(village)
    assert (visit.kinds, visit.roles) == (["policy", "warmth"], ["grid_worker", "post_holder"])
