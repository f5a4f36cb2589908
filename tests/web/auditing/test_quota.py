"""An account sees so many people a day in clear and no more, however many hands press at once."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.notices.tables import Notice
from models.people.tables import CodeTable, Resident
from models.trail.quota import TABLE, USUAL
from tests.web.auditing.conftest import Staff, account_of, written
from tests.web.care.conftest import Hamlet

MOST = 2


@pytest.fixture
def limit(hamlet: Hamlet) -> None:
    begins = dt.date(2020, 1, 1)
    with transaction(hamlet.engine) as session:
        session.add(CodeTable(name=TABLE, effective_from=begins, values={"people": MOST}))


def pages(elders: list[Resident]) -> list[str]:
    return [f"/care/residents/{one.id}" for one in elders]


def test_one_more_is_stopped_in_a_sentence_and_the_auditor_told(
    hamlet: Hamlet, staff: Staff, elders: list[Resident], limit: None
) -> None:
    clerk, auditor = staff("community", name="赵敏"), staff("auditor")
    first, second, third, *_ = pages(elders)
    assert "今天看过 0 人，一天最多 2 人" in clerk.get(first).text
    for url in (first, second, first):
        assert clerk.send(url, {"purpose": "contact"}, on=url).status_code == 200
    assert "今天看过 2 人，一天最多 2 人" in clerk.get(third).text
    for _ in range(2):
        stopped = clerk.send(third, {"purpose": "contact"}, on=third)
        assert stopped.status_code == 403
        assert "看了 2 个人的完整资料" in stopped.text and "李秀英" not in stopped.text
    assert clerk.send(first, {"purpose": "contact"}, on=first).status_code == 200
    assert [one.whose for one in written(hamlet, "care.unmask")] == [
        elders[n].person_id for n in (0, 1, 0, 0)
    ]
    assert {one.address for one in written(hamlet, "care.unmask")} == {"127.0.0.1"}
    assert len(written(hamlet, "trail.quota")) == 2
    with Session(hamlet.engine) as session:
        told = session.scalars(select(Notice)).one()
    assert told.account_id == account_of(hamlet, "auditor").id
    assert told.link is not None and "赵敏" in auditor.get(told.link).text


def test_sixty_a_day_where_nobody_said_otherwise(
    hamlet: Hamlet, staff: Staff, elders: list[Resident]
) -> None:
    page = staff("community").get(pages(elders)[0]).text
    assert f"一天最多 {USUAL} 人" in page
    assert "一天最多看几个人" in staff("administrator").get("/rules/").text


def test_many_at_once_cannot_get_past_it(
    hamlet: Hamlet, staff: Staff, elders: list[Resident], limit: None
) -> None:
    """The same account in several browsers, each at another person at the same moment."""
    staff("community")
    phone = account_of(hamlet, "community").phone
    urls = pages(elders)
    browsers = [hamlet.sign_in(phone) for _ in urls]
    start, statuses = Barrier(len(urls)), []

    def press(number: int) -> None:
        browser, url = browsers[number], urls[number]
        browser.get(url)
        start.wait()
        statuses.append(browser.send(url, {"purpose": "contact"}, on=url).status_code)

    threads = [Thread(target=press, args=(number,)) for number in range(len(urls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * MOST + [403] * (len(urls) - MOST)
    assert len({one.whose for one in written(hamlet, "care.unmask")}) == MOST
