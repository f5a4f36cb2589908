"""A new key for what is sealed: taken up after a kill, in either cipher, nothing left or lost."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from jobs.keys import rotate
from models.database.engine import transaction
from models.database.resealing import behind, sealed_tables
from models.people.tables import Resident
from models.registry import APPEND_ONLY, metadata
from models.requests.tables import Request, RequestStep
from tests.county import NOW, County

RESIDENTS = 250
NOTE = "听力不好，{} 号"


class Killed(BaseException):
    """The end of a process in the middle of its work."""


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Residents enough for two steps, some of them with nothing to seal but what has to be."""
    with transaction(engine) as session:
        county = County(session)
        for number in range(RESIDENTS):
            county.resident(note=NOTE.format(number) if number % 3 else None)
        request = Request(
            kind="other", urgency="ordinary", source="staff", place_id=county.place.id,
            words="水管漏水", phone="13900001234", at=NOW,
        )  # fmt: skip
        county.add(request)
        county.add(
            RequestStep(request_id=request.id, step="entered", side="staff", remark="回电", at=NOW)
        )
    return engine


def _silent(stage: str, share: float) -> None:
    pass


def _left(owner: Engine, number: int) -> int:
    with owner.connect() as connection:
        return behind(connection, sealed_tables(metadata), number)


def _told(engine: Engine) -> tuple[Any, ...]:
    """Everything sealed, in clear."""
    with Session(engine) as session:
        notes = session.scalars(select(Resident.note).order_by(Resident.id)).all()
        sick = session.scalars(select(Resident.categories).order_by(Resident.id)).all()
        asked = session.execute(
            select(Request.words, Request.phone, RequestStep.remark).join_from(Request, RequestStep)
        ).all()
        return notes, sick, asked


def test_killed_it_is_taken_up_under_the_same_key(filled: Engine, owner: Engine) -> None:
    before = _told(filled)

    def kill_after_a_step(stage: str, share: float) -> None:
        if stage == "resident":
            raise Killed

    with pytest.raises(Killed):
        rotate(owner, "aes", kill_after_a_step)
    half = _standing(owner)
    assert len(half) == 2
    assert 0 < _left(owner, half[-1]) < RESIDENTS
    assert _told(filled) == before

    assert rotate(owner, "aes", _silent) == half[-1]
    assert _standing(owner) == half[-1:]
    assert _left(owner, half[-1]) == 0
    assert _told(filled) == before
    assert rotate(owner, "aes", _silent) == half[-1] + 1


def test_what_somebody_holds_is_not_waited_for_and_not_forgotten(
    filled: Engine, owner: Engine
) -> None:
    """Holding a row a request may go on to take others: whoever waited for it could lock both."""
    with filled.connect() as busy:
        busy.execute(text("SELECT 1"))
        busy.rollback()
        looks: list[str] = []

        def once(stage: str, share: float) -> None:
            looks.append(stage)
            if len(looks) == 1:
                # Begun after the new key was there, so it is not waited for as an older one.
                busy.execute(text("SELECT FROM resident FOR UPDATE"))
            if stage == "resident" and len(looks) > 1:
                busy.rollback()

        number = rotate(owner, "aes", once)
    assert _left(owner, number) == 0


def test_it_waits_for_who_began_before_the_key(filled: Engine, owner: Engine) -> None:
    """A transaction that does not know the key yet may still write under the old one."""
    with filled.connect() as older:
        older.execute(text("SELECT 1"))
        waited: list[str] = []

        def end_it(stage: str, share: float) -> None:
            waited.append(stage)
            older.rollback()

        number = rotate(owner, "aes", end_it)
    assert "等 1 件" in waited[0]
    assert _left(owner, number) == 0


def test_sm4_seals_what_aes_sealed(filled: Engine, owner: Engine) -> None:
    before = _told(filled)
    number = rotate(owner, "sm4", _silent)
    with owner.connect() as connection:
        query = "SELECT cipher FROM data_key WHERE purpose = 'column' AND number = :n"
        assert connection.scalar(text(query), {"n": number}) == "sm4"
    assert _left(owner, number) == 0
    assert _told(filled) == before
    rotate(owner, "aes", _silent)
    assert _told(filled) == before


def test_every_sealed_table_that_is_only_added_to_may_be_sealed_anew(owner: Engine) -> None:
    """A new table of that kind needs the trigger that lets its sealed column pass."""
    with owner.connect() as connection:
        query = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'only_sealed'"
        let_through = set(connection.scalars(text(query)))
    assert let_through == {t.table.name for t in sealed_tables(metadata)} & set(APPEND_ONLY)


def _standing(owner: Engine) -> list[int]:
    with owner.connect() as connection:
        query = "SELECT number FROM data_key WHERE purpose = 'column' AND retired_at IS NULL"
        return sorted(connection.scalars(text(query)))
