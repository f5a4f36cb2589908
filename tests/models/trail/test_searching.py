"""Every search of the auditor goes by an index: it stays quick on a million lines."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine, Select, text
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.trail.searching import Asked, page, search
from tests.county import NOW, County

LINES = 60_000
FILL = """
INSERT INTO trail_entry (at, account_id, action, subject, subject_id, whose, why, address, detail)
SELECT :now - make_interval(secs => n * 37), (CAST(:accounts AS uuid[]))[1 + n % 20],
  (CAST(:actions AS text[]))[1 + n % 40], 'person', (CAST(:people AS uuid[]))[1 + n % 300],
  (CAST(:people AS uuid[]))[1 + n % 300], 'contact',
  '10.0.' || (n % 50) || '.' || (n % 40), '{}'
FROM generate_series(1, :lines) n
"""


class Trail:
    """A trail of many lines in one county, and an auditor of it."""

    def __init__(self, session: Session) -> None:
        county = County(session)
        self.scope = county.scope("auditor", county.place)
        self.accounts = [county.account("community").id for _ in range(20)]
        self.people = [county.person().id for _ in range(300)]
        filling = {
            "now": NOW,
            "accounts": self.accounts,
            "actions": [f"care.action{n}" for n in range(40)],
            "people": self.people,
            "lines": LINES,
        }
        session.execute(text(FILL), filling)


@pytest.fixture
def trail(engine: Engine, owner: Engine) -> Trail:
    with transaction(engine) as session:
        made = Trail(session)
    with owner.begin() as connection:
        connection.execute(text("ANALYZE trail_entry"))
    return made


def scanned(node: dict[str, Any]) -> list[tuple[str, str]]:
    """(kind of scan, name of the index) of every node that reads the trail itself."""
    mine = [node] if node.get("Relation Name") == "trail_entry" else []
    below = [one for inner in node.get("Plans", ()) for one in scanned(inner)]
    return [(one["Node Type"], str(one.get("Index Name"))) for one in mine] + below


def searches(trail: Trail) -> list[Asked]:
    day = NOW.date() - dt.timedelta(days=10)
    return [
        Asked(),
        Asked(whose=trail.people[7]),
        Asked(account=trail.accounts[3]),
        Asked(action="care.action5"),
        Asked(address="10.0.3.3"),
        Asked(first=day, last=day),
        Asked(whose=trail.people[7], action="care.action7"),
    ]


def plan(session: Session, query: Select[Any]) -> dict[str, Any]:
    shown = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
    answer = session.scalar(text(f"EXPLAIN (FORMAT JSON) {shown}".replace(":", "\\:")))
    assert isinstance(answer, list)
    found: dict[str, Any] = answer[0]["Plan"]
    return found


def test_no_search_reads_the_whole_trail(engine: Engine, trail: Trail) -> None:
    with Session(engine) as session:
        for asked in searches(trail):
            newest = search(session, trail.scope, asked)
            assert newest, asked
            for before in (None, newest[-1].line.number):
                scans = scanned(plan(session, page(session, trail.scope, asked, before, 50)))
                assert scans and "Seq Scan" not in dict(scans), (asked, scans)
