"""Rights over HTTP: by one's own account and at the counter; and who may do neither."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.tables import Person, Resident
from models.rights.tables import RightsAsk
from models.trail.tables import TrailEntry
from tests.web.rights.conftest import Town

OWN = "/rights"


def test_a_resident_sees_and_takes_what_is_kept_of_him(town: Town) -> None:
    elder = town.sign_in("elder")
    assert "我的个人信息" in elder.get("/me").text
    paper = elder.send("/rights/copy", {"form": "paper"}, on=OWN)
    assert "欧阳文贵" in paper.text and "19912345678" in paper.text
    taken = elder.send("/rights/copy", {"form": "file"}, on=OWN)
    assert taken.headers["Content-Disposition"].startswith("attachment")
    tables = json.loads(taken.text)["tables"]
    assert tables["person"][0]["name"] == "欧阳文贵" and "id_hash" not in tables["person"][0]
    with Session(town.hamlet.engine) as session:
        lines = session.scalars(select(TrailEntry).where(TrailEntry.action == "rights.copy")).all()
        assert [line.whose for line in lines] == [town.person_id] * 2


def test_he_takes_back_and_switches_off_by_himself(town: Town) -> None:
    elder = town.sign_in("elder")
    page = elder.get(OWN).text
    assert "撤回以后，社区会在答复期限内停办" in page
    for purpose in ("general", "automated"):
        form = {"purpose": purpose, "agreed": "false"}
        assert elder.send("/rights/consent", form, on=OWN).status_code == 303
    with Session(town.hamlet.engine) as session:
        resident = session.scalars(select(Resident)).one()
        assert not resident.automated
        asked = session.scalars(select(RightsAsk)).one()
        assert (asked.asked_for, asked.how) == ("withdrawal", "own_account")
    assert "最迟" in elder.get(OWN).text


def test_a_deletion_goes_through_two_people_at_the_counter(town: Town) -> None:
    clerk, other = town.sign_in("clerk"), town.sign_in("other")
    where = f"/rights/persons/{town.person_id}"
    assert clerk.send(where + "/asks", {"asked_for": "correction"}, on=where).status_code == 422
    form = {"asked_for": "deletion", "how": "in_person"}
    assert clerk.send(where + "/asks", form, on=where).status_code == 303
    with Session(town.hamlet.engine) as session:
        ask_id = session.scalars(select(RightsAsk.id)).one()
    page = f"/rights/asks/{ask_id}"
    assert str(ask_id) in other.get("/rights/asks").text
    yes = {"granted": "true", "answer": "已匿名"}
    assert clerk.send(page, yes, on=page).status_code == 403
    still = other.send(page, yes, on=page)
    assert still.status_code == 409 and "还在登记中" in still.text
    no = {"granted": "false", "answer": "还在服务中，停了再办"}
    assert other.send(page, no, on=page).status_code == 303
    assert "还在服务中，停了再办" in town.sign_in("elder").get(OWN).text


def test_nobody_reaches_into_another_place(town: Town) -> None:
    elsewhere, elder = town.sign_in("elsewhere"), town.sign_in("elder")
    where = f"/rights/persons/{town.person_id}"
    assert elsewhere.get(where).status_code == 404
    assert elsewhere.send(where + "/copy", {"form": "file"}).status_code == 404
    assert elder.get(where).status_code == 403


def test_a_kept_address_is_not_read_out_at_the_counter(town: Town) -> None:
    with Session(town.hamlet.engine) as session, session.begin():
        person = session.get_one(Person, town.person_id)
        person.address_suppressed, person.door = True, "三单元秘密"
    where = f"/rights/persons/{town.person_id}"
    form = {"form": "file", "how": "in_person"}
    assert "三单元秘密" not in town.sign_in("clerk").send(where + "/copy", form, on=where).text
    own = town.sign_in("elder").send("/rights/copy", {"form": "file"}, on=OWN)
    assert "三单元秘密" in own.text


def test_the_notice_is_for_everybody_and_the_assessment_for_the_county(town: Town) -> None:
    stranger = town.hamlet.app.test_client()
    assert "个人信息保护告知" in stranger.get("/sign-in").text
    assert "15 天以内答复" in stranger.get("/privacy").text
    page = town.sign_in("other").get("/rights/impact").text
    assert "身份证号" in page and "敏感个人信息" in page and "第二十九条" in page
    assert town.sign_in("clerk").get("/rights/impact").status_code == 403
