"""The sheet on a page asks about what the policies of this visit ask for, and nothing else."""

from sqlalchemy import select, update

from models.care.owed.policies import seed
from models.care.owed.tables import VisitPolicy
from models.care.service_kinds import seed as seed_kinds
from models.care.tables import Claim, Visit
from models.care.visits import open_due
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, from_today


def test_a_sheet_asks_what_its_policies_ask(hamlet: Hamlet) -> None:
    def make(village: Village) -> tuple[Claim, str]:
        seed_kinds(village.session)
        seed(village.session)
        asked = update(VisitPolicy).where(VisitPolicy.code == "six_warmth").values(topics=["money"])
        village.session.execute(asked)
        village.elder(categories=["低保家庭"])
        open_due(village.session, village.place.id, TODAY, NOW)
        helper = village.volunteer()
        visit = village.session.scalars(select(Visit)).one()
        held = village.claim(helper, visit, day=from_today(0))
        return held, village.login("volunteer", helper.person_id, password_hash=HASH).phone

    held, phone = hamlet.build(make)
    page = hamlet.sign_in(phone).get(f"/care/visits/{held.id}/sheet").text
    assert 'value="money"' in page and 'value="health"' not in page
