"""The chain of the trail: whoever changes a line by SQL is found, and where."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from jobs.trail import chores
from models.database.engine import transaction
from models.trail import chain
from models.trail.faults import Fault
from models.trail.log import record
from models.trail.verifying import Anchor, head
from tests.jobs.trail.written import NOW, OLD, faults, lines, linked, unlocked

# column of a line -> what it is changed to.
CHANGES = {
    "at": "at + interval '1 second'",
    "account_id": "NULL",
    "action": "'care.claim'",
    "subject": "'helper'",
    "subject_id": "uuidv7()",
    "whose": "NULL",
    "why": "'other'",
    "address": "'10.0.0.8'",
    "detail": "jsonb_set(detail, '{n}', '77')",
}


def kinds(engine: Engine, *anchors: Anchor) -> set[tuple[str, int]]:
    return {(one.kind, one.entry or one.link) for one in faults(engine, *anchors)}


def test_an_untouched_chain_has_no_fault(engine: Engine) -> None:
    linked(engine, 5)
    linked(engine, 3)
    assert faults(engine) == []
    assert chores.link() == 0


def test_every_column_is_tried(engine: Engine) -> None:
    assert {column.name for column in chain.LINE} == {*CHANGES, "number"}


@pytest.mark.parametrize("column", CHANGES)
def test_an_edited_column_is_named(engine: Engine, owner: Engine, column: str) -> None:
    wanted = linked(engine, 5)[2]
    with unlocked(owner) as connection:
        change = f"UPDATE trail_entry SET {column} = {CHANGES[column]} WHERE number = :n"
        assert connection.execute(text(change), {"n": wanted}).rowcount == 1
    assert faults(engine) == [Fault("edited", 3, wanted)]


def test_deleted_lines_are_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with unlocked(owner) as connection:
        for number in (numbers[1], numbers[4]):
            connection.execute(text("DELETE FROM trail_entry WHERE number = :n"), {"n": number})
    assert faults(engine) == [Fault("missing", 2, numbers[1]), Fault("missing", 5, numbers[4])]


def test_a_line_deleted_with_its_link_is_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_entry WHERE number = :n"), {"n": numbers[2]})
        connection.execute(text("DELETE FROM trail_link WHERE number = 3"))
    assert faults(engine) == [Fault("gap", 3, upto=3)]


def test_the_beginning_taken_away_is_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_entry WHERE number <= :n"), {"n": numbers[1]})
        connection.execute(text("DELETE FROM trail_link WHERE number <= 2"))
    assert faults(engine) == [Fault("gap", 1, upto=2)]


def test_two_lines_that_changed_places_are_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    swapped = "action = b.action, at = b.at, detail = b.detail"
    with unlocked(owner) as connection:
        connection.execute(
            text(
                f"UPDATE trail_entry a SET {swapped} FROM trail_entry b WHERE"
                " (a.number, b.number) IN ((:one, :two), (:two, :one))"
            ),
            {"one": numbers[1], "two": numbers[3]},
        )
    assert kinds(engine) == {("edited", numbers[1]), ("edited", numbers[3])}


def test_two_links_that_changed_places_are_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with unlocked(owner) as connection:
        for was, will in ((2, -1), (4, 2), (-1, 4)):
            connection.execute(
                text("UPDATE trail_link SET number = :will WHERE number = :was"),
                {"was": was, "will": will},
            )
    named = kinds(engine)
    assert named >= {("edited", numbers[3]), ("order", numbers[1])}
    assert {number for _kind, number in named} <= set(numbers[1:5])


def test_a_line_put_in_the_middle_is_never_linked_and_named(engine: Engine, owner: Engine) -> None:
    before = linked(engine, 2)
    lines(engine, 1)
    with unlocked(owner) as connection:
        # A number was free there: that of a change that failed.
        connection.execute(text("DELETE FROM trail_entry WHERE number > :n"), {"n": before[-1]})
    linked(engine, 2)
    with unlocked(owner) as connection:
        connection.execute(text("UPDATE trail_link SET linked_at = linked_at - interval '3 hours'"))
        connection.execute(
            text(
                "INSERT INTO trail_entry (number, at, action, detail) OVERRIDING SYSTEM VALUE"
                " VALUES (:n, :at, 'care.unmask', '{}')"
            ),
            {"n": before[-1] + 1, "at": OLD},
        )
    assert chores.link() == 0
    assert ("unlinked", before[-1] + 1) in kinds(engine)


def test_a_tail_cut_off_shows_by_an_anchor_only(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with Session(engine) as session:
        anchor = head(session, NOW)
    assert faults(engine, anchor) == []
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_entry WHERE number >= :n"), {"n": numbers[4]})
        connection.execute(text("DELETE FROM trail_link WHERE number >= 5"))
    assert faults(engine) == []
    assert faults(engine, anchor) == [Fault("cut", 6, upto=4)]


def test_a_chain_made_again_shows_by_an_anchor(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 6)
    with Session(engine) as session:
        anchor = head(session, NOW)
    with unlocked(owner) as connection:
        connection.execute(text("DELETE FROM trail_link"))
        connection.execute(
            text("UPDATE trail_entry SET why = 'other' WHERE number = :n"), {"n": numbers[0]}
        )
    assert chores.link() == 6
    assert faults(engine) == []
    assert faults(engine, anchor) == [Fault("anchor", 6)]


def test_a_hash_made_without_the_secret_is_named(engine: Engine, owner: Engine) -> None:
    numbers = linked(engine, 3)
    with unlocked(owner) as connection:
        connection.execute(
            text("UPDATE trail_link SET hash = sha256('a guess'::bytea) WHERE number = 2")
        )
    assert kinds(engine) == {("edited", numbers[1]), ("edited", numbers[2])}


def test_a_line_nobody_links_shows_after_minutes(engine: Engine) -> None:
    number = lines(engine, 1, NOW)[0]
    with Session(engine) as session:
        assert chain.late(session, NOW) == 0
        assert chain.late(session, NOW + chain.SOON * 2) == 1
    assert faults(engine) == []
    assert faults(engine, now=NOW + chain.SOON * 2) == [Fault("unlinked", entry=number)]


def test_a_smaller_number_committed_later_is_linked_after(engine: Engine) -> None:
    """Numbers are taken before the commit: the chain's order is that of linking."""
    with Session(engine) as slow:
        record(slow, action="care.claim", account_id=None, now=OLD)
        slow.flush()
        linked(engine, 2)
        slow.commit()
    assert chores.link() == 1
    with Session(engine) as session:
        order = session.scalars(text("SELECT entry_number FROM trail_link ORDER BY number")).all()
    assert order[2] < order[0] < order[1]
    assert faults(engine) == []


def test_two_that_link_at_once_make_one_chain(engine: Engine) -> None:
    numbers, start = lines(engine, 300), Barrier(4)

    def work() -> None:
        start.wait()
        chores.link()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chores.link()
    with Session(engine) as session:
        rows = session.execute(text("SELECT number, entry_number FROM trail_link ORDER BY 1"))
        assert [tuple(row) for row in rows] == list(enumerate(numbers, 1))
    assert faults(engine) == []


def test_lines_are_written_while_others_are_linked(engine: Engine) -> None:
    """No change waits for the chain."""
    lines(engine, 2)
    with transaction(engine) as linking:
        assert chain.link(linking, NOW) == 2
        lines(engine, 1)
    assert chores.link() == 1
    assert faults(engine) == []


def test_a_clock_that_goes_back_breaks_nothing(engine: Engine) -> None:
    lines(engine, 1)
    with transaction(engine) as session:
        chain.link(session, NOW + dt.timedelta(hours=1))
    linked(engine, 1)
    assert faults(engine) == []


@pytest.mark.parametrize("table", ["trail_entry", "trail_link", "trail_seal", "trail_check"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_what_is_written(
    engine: Engine, owner: Engine, table: str, change: str
) -> None:
    column = {"trail_entry": "at", "trail_check": "at"}.get(table, "hash")
    for somebody in (engine, owner):
        with somebody.connect() as connection, pytest.raises(DBAPIError, match=r"permission|only"):
            connection.execute(text(change.format(table, column, column)))
