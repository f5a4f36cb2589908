"""The auditor's pages over HTTP: found by person, account, action, time and address; on record."""

import datetime as dt
import re
import uuid
from io import BytesIO

from openpyxl import load_workbook

from models.care.days import civil_day
from models.database.engine import transaction
from models.people.tables import Resident
from models.trail.log import record
from models.trail.tables import TrailCheck
from tests.county import County
from tests.web.auditing.conftest import Staff, account_of, written
from tests.web.care.conftest import NOW, Hamlet

URL = "/trail/"


def line(hamlet: Hamlet, action: str, minutes: int = 0, **more: object) -> None:
    with transaction(hamlet.engine) as session:
        at = NOW - dt.timedelta(minutes=minutes)
        given: dict[str, object] = {"account_id": None, **more}
        record(session, action=action, now=at, **given)  # type: ignore[arg-type]


def test_by_person_account_action_day_and_address(
    hamlet: Hamlet, staff: Staff, elders: list[Resident]
) -> None:
    clerk, auditor = staff("community", name="赵敏"), staff("auditor")
    where = f"/care/residents/{elders[0].id}"
    clerk.send(where, {"purpose": "contact"}, on=where)
    line(hamlet, "care.claim", 60 * 24 * 3, whose=elders[1].person_id, address="10.9.8.7")
    by, day = account_of(hamlet, "community").id, civil_day(NOW - dt.timedelta(days=3))
    found = "查看完整姓名、电话和住处</td>"
    assert found in auditor.get(URL).text
    for query, looks, claims in (
        (f"whose={elders[0].person_id}", True, False),
        (f"account={by}", True, False),
        ("action=care.claim", False, True),
        ("address=10.9.8.7", False, True),
        (f"last={day:%Y-%m-%d}", False, True),
        (f"first={civil_day(NOW):%Y-%m-%d}", True, False),
        (f"whose={elders[0].person_id}&action=care.claim", False, False),
    ):
        page = auditor.get(f"{URL}?{query}").text
        assert (found in page, "认领探访</td>" in page) == (looks, claims), query
    page = auditor.get(f"{URL}?whose={elders[0].person_id}").text
    assert "欧**贵" in page and "欧阳文贵" not in page
    assert "联系本人或家人" in page and "127.0.0.1" in page and "赵敏" in page
    searches = written(hamlet, "trail.search")
    assert len(searches) == 9 and searches[-1].whose == elders[0].person_id
    assert searches[-1].detail == {"by": ["whose"], "rows": 3}


def test_whom_a_number_means_stands_in_no_address(
    hamlet: Hamlet, staff: Staff, elders: list[Resident]
) -> None:
    auditor = staff("auditor")
    for text, person in (("19912345671", elders[1]), ("李秀英", elders[2])):
        sent = auditor.send(URL + "find", {"kind": "whose", "text": text}, on=URL)
        assert sent.location == f"{URL}?whose={person.person_id}"
    several = auditor.send(URL + "find", {"kind": "whose", "text": "贵"}, on=URL)
    assert several.status_code == 303
    nobody = auditor.send(URL + "find", {"kind": "account", "text": "没有"}, on=URL)
    assert "没有找到" in nobody.text


def test_pages_go_on_where_the_last_ended(hamlet: Hamlet, staff: Staff) -> None:
    auditor = staff("auditor")
    with transaction(hamlet.engine) as session:
        for number in range(120):
            # Three lines share each moment: the number of the line decides.
            at = NOW - dt.timedelta(minutes=number // 3)
            record(session, action="care.claim", account_id=None, now=at, address=f"a{number}")
    seen: list[str] = []
    url: str | None = URL + "?action=care.claim"
    while url is not None:
        page = auditor.get(url).text
        seen += re.findall(r"<td[^>]*>(a\d+)</td>", page)
        older = re.search(r'href="([^"]*before=\d+[^"]*)"', page)
        url = older[1].replace("&amp;", "&") if older else None
    assert len(seen) == 120 and set(seen) == {f"a{number}" for number in range(120)}


def test_the_file_is_masked_and_on_record(
    hamlet: Hamlet, staff: Staff, elders: list[Resident]
) -> None:
    auditor = staff("auditor")
    line(hamlet, "care.claim", whose=elders[0].person_id, address="10.9.8.7")
    sent = auditor.send(URL + "export", {"action": "care.claim"}, on=URL)
    rows = list(load_workbook(BytesIO(sent.data)).active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][1:4] == ("系统", "认领探访", "欧**贵")
    assert [one.detail for one in written(hamlet, "trail.export")] == [
        {"by": ["action"], "rows": 1}
    ]


def test_an_auditor_sees_his_own_places_only(hamlet: Hamlet, staff: Staff) -> None:
    auditor = staff("auditor")
    with transaction(hamlet.engine) as session:
        elsewhere = County(session, "610111")
        mine = account_of(hamlet, "auditor").id
        for who, address in ((elsewhere.account("county").id, "10.1.1.1"), (mine, "10.1.1.2")):
            record(session, action="care.claim", account_id=who, now=NOW, address=address)
        whose = elsewhere.person().id
        record(
            session, action="care.claim", account_id=None, now=NOW, whose=whose, address="10.1.1.3"
        )
    page = auditor.get(URL).text
    assert "10.1.1.2" in page and "10.1.1.1" not in page and "10.1.1.3" not in page


def test_how_the_chain_stands(hamlet: Hamlet, staff: Staff) -> None:
    auditor = staff("auditor")
    assert "还没有核对过" in auditor.get(URL).text
    with transaction(hamlet.engine) as session:
        session.add(TrailCheck(at=NOW, links=7, until=NOW, faults=0, first=None))
    assert "第 7 环），没有被改过" in auditor.get(URL).text
    line(hamlet, "care.claim", 30)
    assert "有 1 条过了五分钟还没有连进链里" in auditor.get(URL).text


def test_a_wrong_question_is_told_at_its_field(staff: Staff) -> None:
    auditor = staff("auditor")
    wrong = auditor.get(f"{URL}?first=yesterday&whose={uuid.uuid4()}")
    assert wrong.status_code == 422 and "请填写日期" in wrong.text
    assert staff("administrator").get(URL).status_code == 403
