"""Offers: who is asked, one takes it, the others hear of it, nobody's silence is forgotten."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.phone import phone_hash
from models.people import code_tables
from models.requests import lists, offers
from models.requests.asking.at_once import ask_for
from models.requests.asking.needs import Wanted
from models.requests.asking.tables import RequestNeed
from models.requests.asking.unnamed import without_names
from models.requests.refusals import RequestStepNotNow, RequestStepWrong, RequestUnknown
from models.requests.rules import LIMITS
from models.requests.tables import RequestOffer
from models.requests.telling import BACK, WAITS
from tests.county import NOW, TODAY
from tests.models.requests.hall import MINUTE, Hall
from tests.models.requests.units import Units

HOUR = 60 * MINUTE
DONE = "去修好了"


@pytest.fixture
def hall(session: Session) -> Hall:
    return Hall(session, name="张小三", phone="13812341234", spot="3栋401")


@pytest.fixture
def units(hall: Hall) -> Units:
    return Units(hall)


def test_one_takes_it_and_the_others_hear_no_more_than_that(hall: Hall, units: Units) -> None:
    units.offers("office", "firm", "club")
    for who in ("office", "deskmate", "firm", "hand", "club"):
        assert units.told(who) == [offers.ASKED.template]
    hall.takes("firm", "take")
    assert (hall.request.state, hall.request.handler_id) == ("sent", hall.accounts["firm"].id)
    assert units.answers() == {"office": "over", "firm": "taken", "club": "over"}
    for who in ("office", "deskmate", "club"):
        assert units.told(who)[1:] == [offers.TAKEN.template]
    assert units.told("firm")[1:] == units.told("hand")[1:] == []
    with pytest.raises(RequestStepNotNow):
        hall.takes("office", "take")


def test_afterwards_it_is_handled_as_any_other(hall: Hall, units: Units) -> None:
    units.offers("firm")
    hall.takes("firm", "take")
    hall.takes("firm", "handle", remark=DONE)
    # On no rung himself: the lowest that has an account looks whether it was done.
    assert units.told("unit")[-1:] == [WAITS["handled"].template]
    for who in ("firm", "hand"):
        with pytest.raises(RequestStepNotNow):
            hall.takes(who, "supervise")
        with pytest.raises(RequestStepNotNow):
            hall.takes(who, "resident_yes", reason="satisfied")
    hall.takes("lead", "supervise")
    hall.takes("code", "resident_yes", reason="satisfied")
    assert hall.request.state == "done"


def test_a_colleague_who_is_staff_as_well_is_not_staff_for_it(hall: Hall, units: Units) -> None:
    both = units.opens("both", "firm", "community")
    units.offers("firm")
    assert "staff" in hall.actor("both").relations
    hall.takes("firm", "take")
    assert hall.actor("both").relations == frozenset()
    hall.takes("firm", "handle", remark=DONE)
    hall.takes("lead", "supervise")
    hall.takes("job", "silent")
    assert units.told("both") == [] and both.status == "active"


def test_before_it_is_taken_nothing_of_who_asks_is_seen(hall: Hall, units: Units) -> None:
    hall.request = hall.enter(
        words="我是张小三，电话 138-1234-1234，楼道灯坏了 3 天", name="张小三"
    )
    units.offers("firm")
    (offer,) = hall.session.scalars(offers.waiting_for(hall.scope("firm")))
    (words,) = without_names(hall.session, [offer.request]).values()
    assert words == "我是＊＊＊，电话 ＊＊＊，楼道灯坏了 3 天"
    with pytest.raises(RequestUnknown):
        lists.request_in(hall.session, hall.scope("firm"), hall.request.id)
    hall.takes("firm", "take")
    found, _by = lists.request_in(hall.session, hall.scope("firm"), hall.request.id)
    assert found is hall.request
    with pytest.raises(RequestUnknown):
        lists.request_in(hall.session, hall.scope("hand"), hall.request.id)


def test_nor_of_whom_it_is_about(hall: Hall) -> None:
    words = "我是李桂，请陪李桂花、王远、赵小英，电话139.1234.5678或家里 139 — 1234 — 5678，共 3 天"
    about = hall.county.person("李桂花")
    hall.county.kind()
    made = hall.enter(words=words, name="李桂", person_id=about.id)
    ask_for(hall.session, made, Wanted("chat", TODAY, TODAY, "own", "王远"))
    need = hall.county.need(hall.county.resident("赵小英"))
    hall.county.add(RequestNeed(request_id=made.id, need_id=need.id, consent="own"))
    assert without_names(hall.session, [made])[made.id] == (
        "我是＊＊＊，请陪＊＊＊、＊＊＊、＊＊＊，电话＊＊＊或家里 ＊＊＊，共 3 天"
    )


def test_a_no_has_a_reason_and_no_consequence(hall: Hall, units: Units) -> None:
    units.offers("office", "firm")
    with pytest.raises(RequestStepWrong):
        hall.takes("office", "decline")
    with pytest.raises(RequestStepWrong):
        hall.takes("office", "decline", reason="other")
    hall.takes("office", "decline", reason="busy")
    assert units.answers()["office"] == "declined" and hall.request.state == "accepted"
    assert offers.NOBODY.template not in units.told("unit")
    with pytest.raises(RequestStepNotNow):
        hall.takes("deskmate", "take")
    hall.takes("hand", "decline", reason="unfit")
    assert units.told("unit").count(offers.NOBODY.template) == 1
    # They may be asked again, and this time take it.
    units.offers("office")
    hall.takes("deskmate", "take")
    assert units.answers() == {"office": "taken", "firm": "declined"}


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        # Friday 09:00: four hours of working time end at 15:00, after two of rest.
        ("ordinary", NOW + 6 * HOUR),
        ("urgent", NOW + 30 * MINUTE),
        ("danger", NOW + 30 * MINUTE),
    ],
)
def test_silence_is_told_once_and_leaves_the_offer_open(
    hall: Hall, units: Units, urgency: str, due: dt.datetime
) -> None:
    hall.request = hall.enter(urgency=urgency)
    units.offers("office", "firm")
    assert offers.look_at_late(hall.session, due - MINUTE) == 0
    assert offers.look_at_late(hall.session, due) == 1
    assert offers.look_at_late(hall.session, due + HOUR) == 0
    hall.takes("office", "decline", due + HOUR, reason="busy")
    hall.takes("firm", "decline", due + HOUR, reason="busy")
    told = [
        one for one in units.told("unit") if one in (offers.LATE.template, offers.NOBODY.template)
    ]
    assert told == [offers.LATE.template]


def test_the_time_to_answer_is_a_dated_rule(hall: Hall, units: Units) -> None:
    limits = {"reopen": 2, "silence_days": 7, "hours": [["00:00", "23:59"]], "offer": 10}
    code_tables.revise(hall.session, LIMITS, limits, TODAY + dt.timedelta(days=3), 0, TODAY)
    monday = NOW + dt.timedelta(days=3)
    hall.request = hall.enter(monday)
    hall.takes("clerk", "accept", monday)
    hall.takes("clerk", "offer", monday, units=[units.units["firm"].id])
    assert hall.session.scalars(select(RequestOffer.due_at)).all() == [monday + 10 * MINUTE]


@pytest.mark.parametrize(
    ("step", "more"),
    [
        ("send", {"to": "worker"}),
        ("refer", {"reason": "property", "remark": "转物业"}),
        ("withdraw", {"reason": "solved", "remark": "说不用了"}),
    ],
)
def test_whatever_ends_the_asking_ends_the_offers(
    hall: Hall, units: Units, step: str, more: dict[str, str]
) -> None:
    units.offers("firm")
    hall.takes("clerk", step, **more)
    assert units.answers() == {"firm": "over"}
    why = offers.TAKEN if step == "send" else offers.NOT_NEEDED
    assert units.told("hand")[1:] == [why.template]
    assert hall.session.scalars(offers.waiting_for(hall.scope("firm"))).all() == []


def test_what_was_taken_can_be_given_back_and_offered_again(hall: Hall, units: Units) -> None:
    units.offers("office", "firm")
    hall.takes("firm", "take")
    with pytest.raises(RequestStepWrong):
        hall.takes("firm", "give_back", reason="unfit")
    hall.takes("firm", "give_back", reason="unfit", remark="要有资质的来")
    assert (hall.request.state, hall.request.handler_id) == ("accepted", None)
    assert units.told("unit")[-1:] == [BACK.template]
    assert hall.actor("firm").relations == {"provider"}
    units.offers("office")
    hall.takes("office", "take")
    assert hall.request.handler_id == hall.accounts["office"].id


def test_every_handler_may_give_it_back(hall: Hall) -> None:
    for who in ("worker", "post"):
        hall.request = hall.enter()
        hall.takes("clerk", "accept")
        hall.takes("clerk", "send", to=who)
        hall.takes(who, "give_back", reason="busy", remark="请假三天")
        assert hall.request.state == "accepted"


def test_what_is_to_be_talked_over_stays_so_when_it_is_given_back(hall: Hall) -> None:
    for _ in range(3):
        hall.handled("worker")
        hall.takes("lead", "supervise")
        hall.takes("code", "resident_no", reason="not_well")
    assert hall.request.state == "in_person"
    hall.takes("clerk", "send", to="worker")
    hall.takes("worker", "give_back", reason="unfit", remark="居民不让进")
    assert hall.request.state == "in_person"


def test_only_organisations_over_the_place_of_which_nobody_asks_are_asked(
    hall: Hall, units: Units
) -> None:
    units.opens("far", "far", "pairing_unit", hall.county.communities[1])
    hall.takes("clerk", "accept")
    names = {one.name for one in offers.providers_for(hall.session, hall.request)}
    assert names == {"单位office", "单位firm", "单位club"}
    for wrong in ([], [units.units["far"].id], [hall.grid.id]):
        with pytest.raises(RequestStepWrong):
            hall.takes("clerk", "offer", units=wrong)
    hall.accounts["firm"].status = "disabled"
    hall.accounts["hand"].status = "disabled"
    hall.session.flush()
    assert units.units["firm"] not in offers.providers_for(hall.session, hall.request)


@pytest.mark.parametrize("way", ["account", "number"])
def test_an_organisation_never_does_what_one_of_its_own_asked_for(
    session: Session, way: str
) -> None:
    hall = Hall(session)
    units = Units(hall)
    colleague = hall.accounts["hand"]
    asks = {"requester_id": colleague.id} if way == "account" else {"phone": "13900009999"}
    colleague.phone_hash = phone_hash("13900009999")
    session.flush()
    # Offered to them first: it came out later who asks.
    hall.request = hall.enter(requester_id=None, person_id=None)
    units.offers("firm")
    for name, value in asks.items():
        setattr(hall.request, name, value)
    if way == "number":
        hall.request.phone_hash = colleague.phone_hash
    session.flush()
    for who in ("firm", "hand"):
        assert "provider" not in hall.actor(who).relations
        with pytest.raises(RequestStepNotNow):
            hall.takes(who, "take")
    fresh = hall.enter(**({"requester_id": None, "person_id": None} | asks))
    assert units.units["firm"] not in offers.providers_for(session, fresh)
    handlers = lists.handlers_for(session, fresh)
    assert not {hall.accounts["firm"], colleague} & set(handlers)
