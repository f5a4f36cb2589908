"""The asking of days with a moved clock, step by step against the slow one, and its promises."""

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.care import claims
from models.care.asking.params import AskParams
from models.care.asking.tables import Asking
from models.care.days import SHANGHAI, civil_day
from models.care.refusals import CareUnknown
from models.care.tables import Claim, Visit
from models.database.refused import Refused
from models.matching import suggestions
from models.matching.asking import ask_due, decline
from models.notices.quiet import is_quiet
from models.notices.tables import Notice, NoticeChoice
from models.people.tables import Helper
from tests.models.care.asking.slow import who_now
from tests.models.care.village import NOON, Village, day
from tests.models.matching.proposals import a_run, for_visit

PARAMS = AskParams(per_wave=2, weekly=2, weekly_asked=3, most_asked=4)
QUIETS = [(dt.time(21, 30), dt.time(7, 30)), (dt.time(8), dt.time(13)), (dt.time(12), dt.time(9))]
STEPS = 10


@contextmanager
def undone(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection:
        whole = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        whole.rollback()


def settle(village: Village, chance: random.Random) -> None:
    """A few helpers, a few visits, a plan for some of them."""
    run = a_run(village)
    helpers = []
    for n in range(chance.randint(2, 6)):
        helper = village.volunteer(f"帮{n}", grid=chance.randrange(5), monthly_visits=8)
        account = village.login("volunteer", helper.person_id)
        if chance.random() < 0.3:
            begins, ends = chance.choice(QUIETS)
            village.add(
                NoticeChoice(account_id=account.id, channels=[], quiet_from=begins, quiet_to=ends)
            )
        if chance.random() < 0.2:
            helper.quiet_until = day(chance.randint(-1, 3))
        helpers.append(helper)
        if chance.random() < 0.7:
            asked_before(village, helper, chance.randint(1, 20))
    for n in range(chance.randint(1, 5)):
        resident = village.elder(f"老{n}", grid=chance.randrange(4))
        visit = village.visit(
            resident,
            window_from=day(-5),
            window_to=day(chance.randint(-2, 14)),
            helpers_wanted=chance.choice((1, 1, 2)),
            asked=chance.random() < 0.3,
        )
        planned = chance.sample(helpers, min(len(helpers), visit.helpers_wanted))
        state = chance.choice(("open", "approved", "rejected", "lapsed"))
        for k, helper in enumerate(planned):
            others = [{"id": str(one.id)} for one in helpers if one not in planned][:2]
            slot = {"day": day(chance.choice((n, n + 6))), "part": k}
            where = {"visit_id": visit.id, "helper_id": helper.id, **slot, "rank": n}
            for_visit(village, run, state=state, alternatives=others, **where)


def asked_before(village: Village, helper: Helper, days: int) -> None:
    at = NOON - dt.timedelta(days=days + 1)
    past = village.visit(state="done")
    one = {"wave": 1, "asked_at": at, "answer": "no", "answered_at": at}
    village.add(Asking(visit_id=past.id, helper_id=helper.id, **one))


def live(village: Village, chance: random.Random, by: uuid.UUID, now: dt.datetime) -> None:
    """Some of those asked answer, some who claimed give back."""
    session = village.session
    for asked in session.scalars(select(Asking).where(Asking.answer == "none")).all():
        act = chance.random()
        if act < 0.25:
            take(session, asked, chance, by, now)
        elif act < 0.45:
            decline(session, asked.helper_id, asked.visit_id, now)
        elif act < 0.5:
            claims.not_now(session, asked.helper_id, civil_day(now) + dt.timedelta(days=1), now)
    for held in session.scalars(select(Claim).where(Claim.state == "claimed")).all():
        if chance.random() < 0.15:
            suggestions.withdraw(session, held.id, "busy", now, by=by)


def take(
    session: Session, asked: Asking, chance: random.Random, by: uuid.UUID, now: dt.datetime
) -> None:
    when = civil_day(now) + dt.timedelta(days=chance.randint(0, 3))
    try:
        suggestions.claim(
            session, asked.helper_id, asked.visit_id, when, chance.randrange(3), now, by=by
        )
    except Refused as refusal:
        assert not isinstance(refusal, CareUnknown)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_days_of_asking(app_engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    with undone(app_engine) as session:
        village = Village(session, "610996")
        settle(village, chance)
        by = village.login("volunteer").id
        now = NOON - dt.timedelta(days=1)
        for _ in range(STEPS):
            now += dt.timedelta(minutes=chance.randint(30, 900))
            village.fresh()
            wanted = who_now(session, village.place, now, PARAMS)
            quiet = asleep(session, now)
            before = pairs(session)
            counts = ask_due(session, village.place.id, now, PARAMS)
            village.fresh()
            fresh = pairs(session) - before
            assert fresh == wanted
            assert counts.asked == len(fresh)
            assert not {helper for _, helper in fresh} & quiet
            live(village, chance, by, now)
        village.fresh()
        promises(session)


def pairs(session: Session) -> set[tuple[uuid.UUID, uuid.UUID]]:
    return {(v, h) for v, h in session.execute(select(Asking.visit_id, Asking.helper_id))}


def asleep(session: Session, now: dt.datetime) -> set[uuid.UUID]:
    """Helpers who are not to be asked at ``now``, by their quiet hours or their "not now"."""
    rows = session.execute(
        select(Helper, NoticeChoice)
        .join(Account, Account.person_id == Helper.person_id)
        .outerjoin(NoticeChoice, NoticeChoice.account_id == Account.id)
    )
    found = set()
    for helper, choice in rows:
        hours = (choice.quiet_from, choice.quiet_to) if choice else QUIETS[0]
        not_now = helper.quiet_until is not None and helper.quiet_until >= civil_day(now)
        if not_now or is_quiet(*hours, now):
            found.add(helper.id)
    return found


def promises(session: Session) -> None:
    """What holds at the end whatever happened."""
    asks = session.scalars(select(Asking).order_by(Asking.asked_at)).all()
    of_helper: dict[uuid.UUID, list[dt.datetime]] = defaultdict(list)
    routine: dict[uuid.UUID, list[dt.datetime]] = defaultdict(list)
    for one in asks:
        of_helper[one.helper_id].append(one.asked_at)
        if not session.get_one(Visit, one.visit_id).asked:
            routine[one.helper_id].append(one.asked_at)
        assert PARAMS.day_from <= one.asked_at.astimezone(SHANGHAI).time() < PARAMS.day_to
    for visit_id in {one.visit_id for one in asks}:
        places = session.get_one(Visit, visit_id).helpers_wanted
        most = (PARAMS.most_asked + PARAMS.per_wave - 1) * places
        assert sum(one.visit_id == visit_id for one in asks) <= most
    week = dt.timedelta(days=7)
    for most, sent in ((PARAMS.weekly_asked, of_helper), (PARAMS.weekly, routine)):
        for moments in sent.values():
            for at in moments:
                assert sum(at <= other < at + week for other in moments) <= most
    asks = [one for one in asks if one.asked_at >= NOON - dt.timedelta(days=1)]
    told = session.scalars(select(Notice.key).where(Notice.key.startswith("asked:"))).all()
    assert len(told) == len(asks)
    assert len({(one.visit_id, one.helper_id) for one in asks}) == len(asks)
    wants = session.scalars(select(Visit).where(Visit.state == "open")).all()
    assert {one.visit_id for one in asks} <= {visit.id for visit in wants}
