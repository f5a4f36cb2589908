"""What staff keep of a seeker over HTTP: notes, consent, officer and plan, lists, two people."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.database.engine import transaction
from models.employment.seeking.tables import SeekerRequest
from models.people.tables import Person, Resident, Seeker
from models.places.tables import Place
from models.trail.tables import TrailEntry
from tests.web.conftest import COUNTY, EAST, NOW, WEST, Visitor
from web.clock import today

ClientOf = Callable[..., Visitor]
DAY = today(NOW)


@dataclass(frozen=True)
class Kept:
    """A hardship person and one without; the address of the page of each."""

    poor: str
    other: str
    engine: Engine

    def seeker(self, page: str) -> Seeker:
        with Session(self.engine) as session:
            return session.get_one(Seeker, uuid.UUID(page.rsplit("/", 1)[1]))


@pytest.fixture
def kept(engine: Engine, county: dict[str, Place]) -> Kept:
    made = []
    with transaction(engine) as session:
        for name, hardship in (("王小芳", ["低保家庭"]), ("李大山", [])):
            person = Person(name=name, place_id=county[EAST].id, created_at=NOW)
            session.add(person)
            session.flush()
            lists = {"skills": [], "wishes": [], "training_wishes": []}
            seeker = Seeker(person_id=person.id, hardship=hardship, **lists)
            session.add(seeker)
            session.flush()
            made.append(f"/seekers/{seeker.id}")
    return Kept(*made, engine)


@pytest.fixture
def clerk(client_of: ClientOf) -> Visitor:
    return client_of("employment")


def test_a_note_is_written_shown_first_and_due_on_its_day(clerk: Visitor, kept: Kept) -> None:
    old = {"day": DAY - dt.timedelta(9), "kind": "call", "agreed": "先想想", "next_on": DAY}
    assert clerk.send(kept.other + "/guidance", old, on=kept.other).status_code == 303
    assert "人今天该联系" in clerk.get("/").text
    due = clerk.get("/seekers/due").text
    assert "李*" in due and "先想想" in due and f'href="{kept.other}"' in due
    new = {"day": DAY, "kind": "talk", "agreed": "周三去看工厂"}
    clerk.send(kept.other + "/guidance", new, on=kept.other)
    page = clerk.get(kept.other).text
    assert page.index("周三去看工厂") < page.index("先想想")
    assert "人今天该联系" not in clerk.get("/").text
    wrong = new | {"next_on": DAY - dt.timedelta(1), "agreed": "再说"}
    answer = clerk.send(kept.other + "/guidance", wrong, on=kept.other)
    assert answer.status_code == 422 and "要在这次以后" in answer.text and "再说" in answer.text


def test_what_was_agreed_is_sealed(clerk: Visitor, kept: Kept, owner: Engine) -> None:
    note = {"day": DAY, "kind": "talk", "agreed": "周三去看工厂"}
    clerk.send(kept.other + "/guidance", note, on=kept.other)
    with owner.connect() as connection:
        raw = connection.exec_driver_sql("SELECT agreed FROM guidance_note").scalar_one()
    assert "工厂".encode() not in bytes(raw)


def test_consent_of_somebody_from_a_ledger(clerk: Visitor, kept: Kept) -> None:
    assert "从台账来的人" in clerk.get(kept.other).text
    nothing = clerk.send(kept.other + "/consent", {}, on=kept.other)
    assert nothing.status_code == 422 and "请至少勾一项" in nothing.text
    clerk.send(kept.other + "/consent", {"purposes": ["seeking"]}, on=kept.other)
    page = clerk.get(kept.other).text
    assert "文本 2026-11 版" in page and "从台账来的人" not in page


def test_sensitive_facts_need_their_own_word(clerk: Visitor, kept: Kept) -> None:
    where = kept.other + "/change"
    seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(where).text)
    assert seen is not None
    form = {"seen": seen[1], "hardship": ["残疾"], "place_id": ""}
    answer = clerk.send(where, form, on=where)
    assert answer.status_code == 422 and "单独同意" in answer.text
    assert kept.seeker(kept.other).hardship == []
    clerk.send(kept.other + "/consent", {"purposes": ["seeking", "sensitive"]}, on=kept.other)
    assert clerk.send(where, form, on=where).status_code == 303
    assert kept.seeker(kept.other).hardship == ["残疾"]


def test_officer_plan_list_and_file(
    clerk: Visitor, client_of: ClientOf, kept: Kept, engine: Engine
) -> None:
    assert "还没有责任人" in clerk.get("/").text
    assert "帮扶责任人" not in clerk.get(kept.other).text
    page = clerk.get(kept.poor).text
    officer = re.search(r'<option value="([^"]+)">某employment', page)
    assert officer is not None
    clerk.send(kept.poor + "/officer", {"officer_id": officer[1]}, on=kept.poor)
    step = {"what": "陪去社区工厂", "by_on": DAY}
    clerk.send(kept.poor + "/plan", step, on=kept.poor)
    clerk.send(kept.poor + "/plan/review", {"review_on": DAY + dt.timedelta(30)}, on=kept.poor)
    page = clerk.get(kept.poor).text
    assert "责任人：某employment" in page and "陪去社区工厂" in page
    done = re.search(r'action="([^"]+/done)"', page)
    assert done is not None
    assert clerk.send(done[1], {}, on=kept.poor).status_code == 303
    assert "办好" in clerk.get(kept.poor).text
    listed = clerk.get("/seekers/hardship").text
    assert "王*芳" in listed and "低保家庭" in listed and "李*" not in listed
    assert "没有这样的人" in clerk.get("/seekers/hardship?shown=without").text
    assert "没有这样的人" in clerk.get("/seekers/hardship?shown=overdue").text
    file = clerk.send("/seekers/hardship.xlsx", {}, on="/seekers/hardship")
    rows = list(load_workbook(io.BytesIO(file.data)).active.iter_rows(values_only=True))
    assert rows[1][:6] == ("王*芳", "城东社区", None, "低保家庭", None, "某employment")
    with Session(engine) as session:
        taken = select(TrailEntry).where(TrailEntry.action == "list.export")
        assert session.scalars(taken).one().detail == {"rows": 1, "masked": True}
    assert "王" not in client_of("employment", WEST).get("/seekers/hardship").text


def test_an_officer_who_leaves_gives_all_to_another(
    clerk: Visitor, client_of: ClientOf, kept: Kept
) -> None:
    client_of("employment", COUNTY)
    page = clerk.get(kept.poor).text
    one, two = re.findall(r'<option value="([^"]+)">某employment', page)
    clerk.send(kept.poor + "/officer", {"officer_id": one}, on=kept.poor)
    form = {"from_id": one, "to_id": two}
    answer = clerk.send("/seekers/hardship", form, on="/seekers/hardship")
    assert answer.status_code == 303 and answer.location.endswith(f"shown={two}")
    assert "王*芳" in clerk.get(answer.location).text
    same = clerk.send("/seekers/hardship", {"from_id": two, "to_id": two}, on="/seekers/hardship")
    assert same.status_code == 422 and "请选另一位" in same.text


def test_two_people_end_the_registration_of_a_hardship_person(
    clerk: Visitor, client_of: ClientOf, kept: Kept, engine: Engine
) -> None:
    end = {"end_reason": "own_wish", "end_remark": "本人来说的"}
    assert clerk.send(kept.poor + "/end", end, on=kept.poor).status_code == 303
    assert kept.seeker(kept.poor).active
    assert "等另一位同事确认" in clerk.get(kept.poor).text
    again = clerk.send(kept.poor + "/end", end, on=kept.poor)
    assert again.status_code == 422 and "已经有人提出过" in again.text
    with Session(engine) as session:
        request = session.scalars(select(SeekerRequest.id)).one()
    decide = f"/seekers/requests/{request}"
    yes = {"confirmed": "true"}
    own = clerk.get("/seekers/requests").text
    assert "您自己提出的" in own and decide not in own
    assert clerk.send(decide, yes).status_code == 403
    assert "件事要您来确认" not in clerk.get("/").text
    town = client_of("town")
    assert "件事要您来确认" in town.get("/").text
    assert "本人来说的" in town.get("/seekers/requests").text
    assert client_of("employment", WEST).send(decide, yes).status_code == 404
    assert client_of("community").send(decide, yes).status_code == 403
    assert town.send(decide, yes, on="/seekers/requests").status_code == 303
    assert not kept.seeker(kept.poor).active
    page = clerk.get(kept.poor).text
    assert "已不在求职登记中" in page and "本人不再找工作" in page and "重新登记" in page
    assert town.send(decide, yes).status_code == 409


def test_a_refused_request_changes_nothing(
    clerk: Visitor, client_of: ClientOf, kept: Kept, engine: Engine
) -> None:
    gone = {"categories": ["低保家庭"], "gone_reason": "no_longer"}
    nothing = clerk.send(kept.poor + "/hardship", gone | {"categories": []}, on=kept.poor)
    assert nothing.status_code == 422 and "请至少勾一项" in nothing.text
    assert clerk.send(kept.poor + "/hardship", gone, on=kept.poor).status_code == 303
    with Session(engine) as session:
        request = session.scalars(select(SeekerRequest.id)).one()
    county = client_of("county", COUNTY)
    no = {"confirmed": "false"}
    county.send(f"/seekers/requests/{request}", no, on="/seekers/requests")
    assert kept.seeker(kept.poor).hardship == ["低保家庭"]
    assert "没有要确认的" in county.get("/seekers/requests").text


def test_the_page_says_that_two_are_needed_where_the_household_is_poor(
    clerk: Visitor, kept: Kept, engine: Engine
) -> None:
    with transaction(engine) as session:
        whose = kept.seeker(kept.other).person_id
        session.add(Resident(person_id=whose, categories=["低保家庭"], week=1))
    page = clerk.get(kept.other).text
    assert "所以要两个人" in page and "去掉哪一类" not in page
    clerk.send(kept.other + "/end", {"end_reason": "own_wish"}, on=kept.other)
    assert kept.seeker(kept.other).active and "等另一位同事确认" in clerk.get(kept.other).text


def test_one_account_suffices_for_anybody_else(clerk: Visitor, kept: Kept) -> None:
    assert "另一位同事" not in clerk.get(kept.other).text
    blank = clerk.send(kept.other + "/end", {"end_reason": "refused"}, on=kept.other)
    assert blank.status_code == 422
    assert clerk.send(kept.other + "/end", {"end_reason": "found_work"}, on=kept.other)
    assert not kept.seeker(kept.other).active
    assert clerk.get(kept.other + "/change").status_code == 200
