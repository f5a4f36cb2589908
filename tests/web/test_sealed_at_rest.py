"""After a day's work no number and no word of anybody's health stands in clear where it is kept."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs import ground
from jobs.ledgers.loading import load_folder
from jobs.matching import nightly
from models.database.engine import transaction
from models.people.tables import Person
from models.places.tables import Place
from models.settings import Settings
from tests.clear import (
    Known,
    cells_of,
    found,
    in_logs,
    in_redis,
    numbers_in,
    sealed_values,
    tables,
)
from tests.county import TODAY
from tests.models.care.village import Village
from tests.web.api.conftest import Caller
from tests.web.conftest import EAST, People, Visitor
from tests.web.employment.test_registering import typed
from tests.web.ledgers.test_imports import as_proposed, bring_in, row, sent, workbook

__all__ = ["typed"]
ClientOf = Callable[..., Visitor]
# What a word of health is in: words about one person. Words of the code tables, of policies and of
# rounds stand in clear by themselves: they are about nobody.
HEALTH = (
    "resident.disability",
    "resident.disability_grade",
    "resident.ability",
    "resident.note",
    "resident.categories",
    "seeker.health_limits",
    "seeker.hardship",
    "seeker.note",
    "visit_record.note",
    "risk_flag.note",
    "request.words",
    "review.remark",
)
ABOUT_NOBODY = {"code_table", "visit_policy", "extra_round", "service_kind"}
NUMBERS = {"wrong": "61099819500101001", "phone": "154000099", "caller": "13900001234"}
WORDS = "父亲瘫痪在床，没有人照顾"


def _in_clear(settings: Settings, redis: "Redis[bytes]", known: Known) -> dict[str, set[str]]:
    """Where a known value was met, and which."""
    places = {
        **{name: text for name, text in tables(str(settings.database_url)).items()},
        "redis": in_redis(redis),
        "logs": in_logs(settings.var),
    }
    for name in ABOUT_NOBODY:
        places.pop(name, None)
    return {name: hits for name, text in places.items() if (hits := found(text, known))}


def _known(engine: Engine, *more: str) -> Known:
    """Every number that is kept sealed anywhere, every word about somebody's health."""
    values = sealed_values(engine)
    words = {word for name in HEALTH for word in values[name]}
    # A word of one sign, or one that is a number, would be met by chance.
    words = {word for word in words if len(word) > 1 and not word.isascii()}
    numbers = numbers_in({text for texts in values.values() for text in texts} | set(more))
    return Known(numbers | set(more), frozenset(words))


def _worked(typed: dict[str, object], client_of: ClientOf, hotline: Caller, engine: Engine) -> None:
    """Somebody is registered, a ledger with mistakes comes in, a request, somebody is looked up."""
    clerk = client_of("employment")
    assert clerk.send("/seekers/new", typed, on="/seekers/new").status_code == 303
    with Session(engine) as session:
        person = session.scalars(select(Person).where(Person.name == typed["name"])).one()
    assert person.phone is not None
    staff = client_of("community")
    sick = row(2, "李秀英")
    sick[5] = "重度残疾人"
    wrong = (row(3, identity=NUMBERS["wrong"]), row(4, phone=NUMBERS["phone"]))
    address = sent(staff, workbook(row(1), sick, *wrong))
    assert as_proposed(staff.get(address))
    assert "应为" in bring_in(staff, address)
    left = sent(staff, workbook(row(5, "王桂英")), "第二份.xlsx")
    assert staff.get(left).status_code == 200
    asked = {"words": WORDS, "place": EAST, "phone": NUMBERS["caller"], "kind": "care"}
    assert hotline.post("/requests", asked).status_code == 201
    assert hotline.post("/requests", asked | {"phone": "12"}).status_code == 422


@pytest.fixture
def hotline(app: Flask, person: People) -> Caller:
    clerk = person("community")
    return Caller(app, uuid.UUID(clerk.id), clerk.bearer)


def test_after_a_day_at_the_counter(
    settings: Settings,
    engine: Engine,
    queue_redis: "Redis[bytes]",
    typed: dict[str, object],
    client_of: ClientOf,
    hotline: Caller,
) -> None:
    ground.stand_on(settings)
    _worked(typed, client_of, hotline, engine)
    known = _known(engine, NUMBERS["wrong"], NUMBERS["phone"], str(typed["id_number"]))
    assert {WORDS, "重度残疾人"} <= known.words
    assert {str(typed["id_number"]), str(typed["phone"]), NUMBERS["caller"]} <= known.numbers
    assert _in_clear(settings, queue_redis, known) == {}


def test_a_value_in_clear_would_be_found(
    settings: Settings, engine: Engine, queue_redis: "Redis[bytes]", county: dict[str, Place]
) -> None:
    number, word = "61099719500101002X", "肢体残疾"
    with transaction(engine) as session:
        session.get_one(Place, county[EAST].id).name = f"社区{number}"
        village = Village(session, "610996")
        village.place.crs = word
        village.place.lead_name = f"{number[:-1]}x"
    queue_redis.hset("rq:job:1", "data", b"13900001234")
    known = Known(frozenset({number, "13900001234"}), frozenset({word}))
    assert _in_clear(settings, queue_redis, known) == {
        "place": {number, word},
        "redis": {"13900001234"},
    }


@pytest.mark.evidence
def test_after_a_day_and_a_night_of_the_sample_county(
    settings: Settings,
    engine: Engine,
    queue_redis: "Redis[bytes]",
    shared: Path,
    tmp_path: Path,
    typed: dict[str, object],
    client_of: ClientOf,
    hotline: Caller,
) -> None:
    ground.stand_on(settings)
    folder = shared / "county"
    load_folder(folder, tmp_path, TODAY, lambda *step: None, False)
    with Session(engine) as session:
        query = select(Place.id).where(Place.kind == "county", Place.path == "610998/")
        county_id: uuid.UUID = session.scalars(query).one()
    _worked(typed, client_of, hotline, engine)
    assert nightly.run(county_id, TODAY, TODAY)
    cells = numbers_in(cells_of(folder))
    assert len(cells) > 5000
    known = _known(engine, *cells)
    assert len(known.words) > 20
    assert _in_clear(settings, queue_redis, known) == {}
