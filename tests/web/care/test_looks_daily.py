"""The pages of visits, lines, pairings, notices and rules: fit to be seen by everybody's eyes."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from matcher.said import Said
from models.accounts.tables import Account
from models.care import service_kinds
from models.care.owed import policies
from models.care.pairing import agreeing
from models.care.tables import Claim
from models.care.visiting.tables import Proof
from models.care.visits import open_due
from models.care.waiting import line
from models.care.waiting.tables import Reconfirm
from models.notices.outbox import deliver, tell
from models.notices.tables import Delivery, Notice
from models.people.tables import Resident
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due, from_today
from tests.web.care.looking import WIDTHS, faults_seen
from web.rules.pages import TABLES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOUR = dt.timedelta(hours=1)
Pages = dict[str, list[str]]
DAILY = ["/", "/all", "/notices/", "/notices/choices"]


def make(village: Village) -> Pages:
    """Phone -> the pages its owner opens, in a village where something waits for each."""
    session = village.session
    service_kinds.seed(session)
    policies.seed(session)
    elder = village.elder("诸葛文贵", categories=["空巢老人"], phone="13900001111")
    village.elder("王桂花", 1, categories=["低保家庭"], last_visit_on=from_today(-50))
    open_due(session, village.place.id, TODAY, NOW)
    helper = village.volunteer("欧阳明珠", child_check_until=from_today(20), phone="13900002222")
    held = claims(village, elder, helper.id)
    pairing = agreeing.propose(session, elder.id, helper.id, "standing", "staff", NOW)
    family = village.elder("司马秀兰", door="405")
    agreeing.propose(session, family.id, helper.id, "stand_in", "staff", NOW)
    logins = {
        role: village.login(role, person, place=place, password_hash=HASH, name=f"某{number}")
        for number, (role, person, place) in enumerate(
            (
                ("volunteer", helper.person_id, village.communities[0]),
                ("resident", elder.person_id, village.communities[0]),
                ("grid_worker", None, village.grids[0]),
                ("community", None, village.communities[0]),
                ("administrator", None, village.place),
            )
        )
    }
    own, clerk = logins["volunteer"].id, logins["community"].id
    agreeing.helper_agrees(session, helper.id, pairing.id, NOW, by=own)
    agreeing.resident_agrees(session, pairing.id, NOW, by=clerk)
    undelivered(village, logins["volunteer"])
    found = pages(elder, helper.id, held.id, pairing.id)
    return {logins[role].phone: found[role] for role in logins}


def pages(elder: Resident, helper: uuid.UUID, claim: uuid.UUID, pairing: uuid.UUID) -> Pages:
    """Role -> the pages it opens."""
    return {
        "volunteer": [
            *DAILY,
            "/care/",
            f"/care/visits/{claim}",
            f"/care/visits/{claim}/harm",
            "/care/waiting",
            "/care/families",
            f"/care/families/{pairing}",
            "/care/times",
            "/care/history",
        ],
        "resident": [*DAILY, "/care/coming"],
        "grid_worker": [*DAILY, "/care/grid", *_of_staff(elder)],
        "community": [
            *DAILY,
            *_of_staff(elder),
            "/notices/undelivered",
            "/care/child-checks",
            f"/care/helpers/{helper}",
        ],
        "administrator": [
            "/all",
            "/notices/groups",
            "/rules/",
            "/rules/holidays",
            *(f"/rules/{name}" for name in TABLES),
            "/care/policies/elders",
            "/care/rounds",
            "/care/case-recipients",
        ],
    }


def _of_staff(elder: Resident) -> list[str]:
    who = f"/care/residents/{elder.id}"
    lists = ("owed", "calls", "board", "ledger", "asking", "policies", "paper", "paper/enter")
    return [*(f"/care/{one}" for one in lists), "/care/waiting/at-risk", who, f"{who}/plan"]


def claims(village: Village, elder: Resident, helper_id: uuid.UUID) -> Claim:
    """One for tomorrow whose helper has not answered, one full visit with a line, one to call."""
    early = NOW - dt.timedelta(days=2)
    held = village.add(
        Claim(
            helper_id=helper_id,
            visit_id=due(village, resident=elder).id,
            seat=0,
            day=from_today(1),
            part=0,
            claimed_at=early,
        )
    )
    village.add(Reconfirm(claim_id=held.id, asked_at=early, answer_by=NOW - HOUR))
    other = village.volunteer("赵云")
    full = due(village, resident=village.elder("孙大海", door="406"))
    village.claim(other, full, day=from_today(5), claimed_at=early)
    line.join(village.session, helper_id, full.id, from_today(5), 0, NOW)
    called = village.claim(
        other, due(village, resident=village.elder("钱小红", door="407")), day=TODAY, state="done"
    )
    village.add(Proof(claim_id=called.id, call_asked_at=NOW))
    found: Claim = held
    return found


def undelivered(village: Village, account: Account) -> None:
    session = village.session
    tell(session, [account.id], "look", Said("有一条消息"), "/care/", NOW)
    deliver(session, NOW, ())
    notice_id = session.scalars(select(Notice.id).where(Notice.account_id == account.id)).first()
    sms = {"channel": "sms", "state": "unsure", "next_try_at": NOW}
    village.add(Delivery(notice_id=notice_id, **sms))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_fit_to_be_seen(
    hamlet: Hamlet, live: str, browser: Browser, tmp_path: Path, width: int
) -> None:
    for phone, opened in hamlet.build(make).items():
        assert faults_seen(browser, live, width, tmp_path, phone, opened) == []
