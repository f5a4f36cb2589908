"""What a sheet asks about follows from the policies its visit discharges."""

from sqlalchemy import select, update

from models.care.owed.policies import TOPICS
from models.care.owed.tables import VisitPolicy
from models.care.owed.topics import topics_of
from models.care.tables import Visit
from models.care.visits import open_due
from tests.models.care.village import NOON, Village, day


def asked(village: Village) -> list[str]:
    open_due(village.session, village.place.id, day(0), NOON)
    village.fresh()
    (visit_id,) = village.session.scalars(select(Visit.id)).all()
    return list(topics_of(village.session, [visit_id])[visit_id])


def ask(village: Village, code: str, *topics: str) -> None:
    changed = update(VisitPolicy).where(VisitPolicy.code == code).values(topics=list(topics))
    village.session.execute(changed)


def test_only_what_the_policy_asks_for(village: Village) -> None:
    village.elder(categories=["低保家庭"])
    ask(village, "six_warmth", "wants", "money")
    assert asked(village) == ["money", "wants"]


def test_two_policies_ask_for_both(village: Village) -> None:
    village.elder(categories=["低保家庭", "社区党员"])
    ask(village, "six_warmth", "money")
    ask(village, "six_policy", "health")
    assert asked(village) == ["health", "money"]


def test_one_that_asks_for_nothing_asks_nothing(village: Village) -> None:
    village.elder(categories=["社区党员"])
    ask(village, "six_policy")
    assert asked(village) == []


def test_a_need_without_a_policy_keeps_the_usual_five(village: Village) -> None:
    village.need(village.elder(categories=[]), "chat")
    assert asked(village) == list(TOPICS)
