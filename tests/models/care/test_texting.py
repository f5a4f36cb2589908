"""The code of a visit by SMS: to whom, when, once, and never to the helper."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.care.tables import Claim
from models.care.visiting import texting
from models.care.visiting.codes import code_of
from models.care.visiting.tables import CodeText
from models.care.waiting.tables import Reconfirm
from models.notices import texts
from models.notices.outcomes import LEASE, MOST_ATTEMPTS, Outcome
from models.people.tables import Helper
from tests.models.care.village import NOON, TODAY, Village, day

OWN, FAMILY, HELPERS = "13911110001", "13911110002", "13911110003"
REFUSED, UNSURE = Outcome("failed", error="http_500"), Outcome("unsure", error="ReadTimeout")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def village(session: Session) -> Village:
    return Village(session)


def held(
    village: Village, code_to: str = "own", answered: bool | None = True, **more: Any
) -> Claim:
    """A claim for tomorrow; ``answered``: whether its helper said again that he comes."""
    phones = {"phone": OWN, "guardian_phone": FAMILY} | more.pop("phones", {})
    elder = village.elder(code_to=code_to, **phones)
    helper = village.volunteer(phone=HELPERS)
    facts = {"day": day(1), "claimed_at": NOON - dt.timedelta(days=3)} | more
    given = village.claim(helper, village.visit(elder), **facts)
    if answered is not None:
        word = (NOON, village.login("volunteer").id) if answered else (None, None)
        asked = {"asked_at": NOON - HOUR, "answer_by": NOON + HOUR}
        said = dict(zip(("answered_at", "answered_by"), word, strict=True))
        village.add(Reconfirm(claim_id=given.id, **asked, **said))
    return given


def planned(village: Village, now: dt.datetime = NOON) -> int:
    return texting.plan_texts(village.session, now)


def text(village: Village) -> CodeText:
    village.fresh()
    return village.session.scalars(select(CodeText)).one()


@pytest.mark.parametrize(("code_to", "phone"), [("own", OWN), ("family", FAMILY)])
def test_it_goes_to_who_was_wished_for_and_once(village: Village, code_to: str, phone: str) -> None:
    claim = held(village, code_to)
    assert (planned(village), planned(village)) == (1, 0)
    message = texting.take_text(village.session, NOON)
    assert message is not None
    words = {"code": code_of(claim.id), "day": day(1).isoformat()}
    assert (message.phone, message.words) == (phone, words)
    assert texting.take_text(village.session, NOON) is None
    texts.mark(village.session, CodeText, claim.id, Outcome("sent"), NOON, False)
    assert (planned(village), texting.take_text(village.session, NOON + HOUR)) == (0, None)
    assert str(texting.texts_of(village.session, [claim.id])[claim.id]) == "验证码短信已发"


@pytest.mark.parametrize(
    "facts",
    [
        {"code_to": "nobody"},
        {"answered": False},
        {"answered": None},
        {"day": day(2)},
        {"state": "withdrawn", "withdrawn_for": "busy"},
    ],
)
def test_nothing_goes_out_before_the_visit_is_confirmed(
    village: Village, facts: dict[str, Any]
) -> None:
    held(village, **facts)
    assert planned(village) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"answered": None, "claimed_at": NOON - HOUR},
        {"answered": None, "day": TODAY, "part": 1},
    ],
)
def test_who_gave_his_word_too_lately_to_be_asked_has_confirmed(
    village: Village, facts: dict[str, Any]
) -> None:
    held(village, **facts)
    assert planned(village) == 1


def test_by_day_only_and_not_once_the_half_day_is_over(village: Village) -> None:
    held(village)
    assert planned(village, NOON.replace(hour=14)) == 0  # 22:00 in China
    village.claim(village.volunteer(), village.visit(village.elder(code_to="own")), day=TODAY)
    assert planned(village) == 1, "the morning has gone by"


@pytest.mark.parametrize(
    ("phones", "fault"),
    [
        ({"phone": HELPERS}, "helpers_number"),
        ({"phone": None}, "no_number"),
        ({"phone": "0915-3312345"}, "no_number"),
    ],
)
def test_never_to_the_helper_nor_into_the_blue(
    village: Village, phones: dict[str, Any], fault: str
) -> None:
    held(village, phones=phones)
    assert planned(village) == 1
    assert texting.take_text(village.session, NOON) is None
    assert (text(village).state, text(village).error) == ("given_up", fault)


def test_never_to_a_number_the_helper_signs_in_with(village: Village) -> None:
    claim = held(village)
    person_id = village.session.get_one(Helper, claim.helper_id).person_id
    account = village.login("volunteer", person_id)
    account.phone = OWN
    planned(village)
    assert texting.take_text(village.session, NOON) is None
    assert text(village).error == "helpers_number"


def test_given_back_in_between_it_is_not_sent(village: Village) -> None:
    claim = held(village)
    planned(village)
    claim.state, claim.withdrawn_for = "withdrawn", "busy"
    assert texting.take_text(village.session, NOON) is None
    assert text(village).error == "claim_over"


def test_refused_it_is_tried_again_and_at_last_given_up(village: Village) -> None:
    claim = held(village)
    planned(village)
    moment = NOON
    for _ in range(MOST_ATTEMPTS):
        assert texting.take_text(village.session, moment) is not None
        texts.mark(village.session, CodeText, claim.id, REFUSED, moment, False)
        moment += dt.timedelta(hours=12)
    assert (text(village).state, text(village).attempts) == ("given_up", MOST_ATTEMPTS)


@pytest.mark.parametrize(("repeatable", "state"), [(False, "unsure"), (True, "waiting")])
def test_what_may_have_arrived_is_sent_again_only_where_the_gateway_drops_it(
    village: Village, repeatable: bool, state: str
) -> None:
    claim = held(village)
    planned(village)
    first = texting.take_text(village.session, NOON)
    texts.mark(village.session, CodeText, claim.id, UNSURE, NOON, repeatable)
    assert text(village).state == state
    if repeatable:
        again = texting.take_text(village.session, NOON + HOUR)
        assert again == first


@pytest.mark.parametrize(("repeatable", "state"), [(False, "unsure"), (True, "waiting")])
def test_a_sender_that_never_came_back(village: Village, repeatable: bool, state: str) -> None:
    held(village)
    planned(village)
    texting.take_text(village.session, NOON)
    texts.lost(village.session, CodeText, NOON + LEASE / 2, repeatable)
    assert text(village).state == "sending"
    texts.lost(village.session, CodeText, NOON + 2 * LEASE, repeatable)
    assert text(village).state == state
