"""A county with one of everything that holds something sealed, and somebody of each role."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.care.owed.tables import RestrictedCase
from models.care.pairing.tables import Pairing
from models.care.together import enrolling, stations
from models.care.together.consents import Guardian
from models.care.together.stations import Plan
from models.care.together.tables import Attendance, StationDay
from models.employment.tables import Referral
from models.ledgers.tables import Import
from models.notices.tables import Delivery, Notice
from models.people.tables import Helper, Person, Resident
from models.requests.tables import Request
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, due, from_today

OVER = ("administrator", "county", "town", "community", "employment", "grid_lead", "auditor")


@dataclass
class Filled:
    """``ids`` fill the addresses of routes; ``sealed`` is each value -> the person it is of."""

    ids: dict[str, object] = field(default_factory=dict)
    sealed: dict[str, uuid.UUID | None] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def secret(self, value: str, whose: uuid.UUID | None = None) -> str:
        self.sealed[value] = whose
        return value


def filled(session: Session) -> Filled:
    made, village = Filled(), Village(session, "610997")
    elder = _elder(made, village)
    _accounts(made, village, elder)
    _care(made, village, elder)
    _employment(made, village)
    _request(made, village)
    _station(made, village)
    _ledger(made, village)
    for role, account in made.accounts.items():
        made.tokens[role] = make_token(session, account.id, "net", TOKEN_SCOPES, 30, NOW)[1]
    return made


def _elder(made: Filled, village: Village) -> Resident:
    elder = village.elder("欧阳文贵", phone="13911110001", door="九单元七零七")
    person = village.session.get_one(Person, elder.person_id)
    person.id_number = made.secret("612401194001010011", person.id)
    for value in ("欧阳文贵", "13911110001", "九单元七零七"):
        made.secret(value, person.id)
    elder.guardian_name, elder.guardian_phone = "欧阳小梅", made.secret("13911110002", person.id)
    elder.note = made.secret("糖尿病人，夜里要打针", person.id)
    elder.disability = made.secret("听力残疾详情", person.id)
    made.ids |= {"resident_id": elder.id, "person_id": person.id}
    return elder


def _accounts(made: Filled, village: Village, elder: Resident) -> None:
    helper = village.volunteer("孟庆云", phone=made.secret("13911110003"))
    made.sealed["13911110003"] = helper.person_id
    for role in OVER:
        made.accounts[role] = village.login(role, None, village.place, password_hash=HASH)
    for role, person_id in (("volunteer", helper.person_id), ("resident", elder.person_id)):
        made.accounts[role] = village.login(role, person_id, password_hash=HASH)
    made.accounts["employer"] = village.login("employer", None, village.place, password_hash=HASH)
    number = made.secret(made.accounts["volunteer"].phone, helper.person_id)
    assert number
    made.ids |= {"helper_id": helper.id, "account_id": made.accounts["volunteer"].id}
    notice = village.add(
        Notice(
            account_id=made.accounts["volunteer"].id,
            key="k",
            said={"said": "有一条消息", "facts": {}},
            created_at=NOW,
            delivered_at=NOW,
        )
    )
    village.add(Delivery(notice_id=notice.id, channel="sms", state="unsure", next_try_at=NOW))


def _care(made: Filled, village: Village, elder: Resident) -> None:
    session, visit = village.session, due(village, resident=elder)
    helper = made.ids["helper_id"]
    who = session.get_one(Helper, helper)
    held = village.claim(who, visit, day=from_today(1), claimed_at=NOW)
    clerk = made.accounts["community"].id
    agreed = {"helper_agreed_at": NOW, "helper_agreed_by": clerk}
    pairing = village.add(
        Pairing(
            resident_id=elder.id,
            helper_id=helper,
            role="standing",
            proposed_by="staff",
            proposed_at=NOW,
            since=NOW,
            resident_agreed_at=NOW,
            resident_agreed_by=clerk,
            **agreed,
        )
    )
    case = village.add(
        RestrictedCase(
            resident_id=elder.id,
            recipient_id=clerk,
            writer_id=made.accounts["volunteer"].id,
            content=made.secret("手臂上有新伤", elder.person_id),
            opened_at=NOW,
        )
    )
    made.ids |= {"visit_id": visit.id, "claim_id": held.id, "pairing_id": pairing.id}
    made.ids["case_id"] = case.id


def _employment(made: Filled, village: Village) -> None:
    seeker = village.seeker("司马玉兰", note="家里两个孩子要接送")
    person = village.session.get_one(Person, seeker.person_id)
    person.phone = "13911110004"
    seeker.health_limits = "腰椎手术后不能久站"
    for value in ("司马玉兰", "13911110004", "腰椎手术后不能久站"):
        made.secret(value, person.id)
    vacancy = village.vacancy()
    made.accounts["employer"].employer_id = vacancy.employer_id
    referral = village.add(
        Referral(
            seeker_id=seeker.id,
            vacancy_id=vacancy.id,
            decided_at=NOW,
            decided_by=made.accounts["employment"].id,
            seeker_yes=True,
        )
    )
    made.ids |= {"seeker_id": seeker.id, "vacancy_id": vacancy.id, "referral_id": referral.id}
    made.ids["employer_id"] = vacancy.employer_id


def _request(made: Filled, village: Village) -> None:
    request = village.add(
        Request(
            kind="care",
            urgency="ordinary",
            place_id=village.communities[0].id,
            spot=made.secret("三号楼背后小门"),
            words="楼道灯不亮",
            name=made.secret("诸葛建民"),
            phone=made.secret("13911110005"),
            source="phone",
            at=NOW,
        )
    )
    made.ids["request_id"] = request.id


def _station(made: Filled, village: Village) -> None:
    session, clerk = village.session, scope_of(made.accounts["community"])
    place = village.communities[0]
    plan = Plan("四点半", "活动室", dt.time(16, 30), dt.time(18), 10, 2, 1, TODAY, None)
    station = stations.set_up(session, clerk, place.id, plan, NOW)
    child = village.elder("上官小明", born_on=dt.date(2017, 5, 1), categories=["少年儿童"])
    made.secret("上官小明", child.person_id)
    guardian = Guardian("上官秀", made.secret("13911110006", child.person_id), "母亲", TODAY)
    enrolled = enrolling.enrol(session, clerk, station.id, child.person_id, guardian, NOW)
    # Today may be free of school.
    days = select(StationDay).where(StationDay.station_id == station.id, StationDay.day == TODAY)
    day = session.scalar(days) or village.add(
        StationDay(station_id=station.id, day=TODAY, opens_at=NOW, closes_at=NOW)
    )
    village.add(
        Attendance(
            day_id=day.id, enrolment_id=enrolled.id, arrived_at=NOW, arrived_by=clerk.account_id
        )
    )
    made.ids |= {"station_id": station.id, "day_id": day.id, "enrolment_id": enrolled.id}


def _ledger(made: Filled, village: Village) -> None:
    sheet = {
        "sheet": "居民",
        "kind": "residents",
        "rows": 1,
        "sample": [[made.secret("东方明珠"), made.secret("13911110007")]],
        "mapping": [
            {"column": n, "heading": heading, "field": None, "how": "none"}
            for n, heading in enumerate(("姓名", "电话"))
        ],
    }
    kept = village.add(
        Import(
            county_id=village.place.id,
            file_name="a.xlsx",
            digest=b"1",
            returned="东方明珠 13911110007".encode(),
            sheets=[sheet],
            counts={},
            state="preview",
            uploaded_at=NOW,
            uploaded_by=made.accounts["county"].id,
        )
    )
    made.ids["import_id"] = kept.id
