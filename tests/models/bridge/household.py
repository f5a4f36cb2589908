"""A household that is brought openings: the mother is out of work herself, her son as well."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models.accounts.tables import Account
from models.care.tables import Claim, Visit
from models.employment.tables import Referral, Vacancy
from models.people.tables import Helper, Person, Resident, Seeker
from tests.models.care.village import Village

HOME = b"one door"


@dataclass(frozen=True)
class Household:
    """``mother`` has been approved for ``vacancy`` and has not answered; ``son`` has nothing."""

    resident: Resident
    mother: Seeker
    son: Seeker
    stranger: Seeker
    vacancy: Vacancy
    referral: Referral
    visit: Visit
    helper: Helper
    claim: Claim
    station: Account


def household(village: Village, now: dt.datetime, today: dt.date, **visit: Any) -> Household:
    """Everything of it, with a visit for 送信息 that is claimed for today."""
    village.kind("information", name="送信息探访")
    resident = village.elder("周桂兰", sex=2, categories=["失业人员"], phone="19912340001")
    seekers = [
        village.seeker("周桂兰"),
        village.seeker("周小军"),
        village.seeker("钱别家"),
    ]
    mother, son, stranger = seekers
    mother.person_id, mother.hardship = resident.person_id, ["零就业家庭"]
    for person_id in (resident.person_id, son.person_id):
        village.session.get_one(Person, person_id).household = HOME
    vacancy = village.vacancy(
        village.employer("锦程社区工厂"), occupation="缝纫工", valid_until=today + dt.timedelta(9)
    )
    station = village.account("employment", name="就业站小陈")
    referral = village.add(
        Referral(seeker_id=mother.id, vacancy_id=vacancy.id, decided_at=now, decided_by=station.id)
    )
    window = {"window_from": today, "window_to": today + dt.timedelta(10)}
    given = {"kinds": ["information"], **window, **visit}
    owed = village.visit(resident, **given)
    helper = village.volunteer()
    held = village.claim(helper, owed, day=today, claimed_at=now - dt.timedelta(hours=2))
    village.session.flush()
    return Household(
        resident, mother, son, stranger, vacancy, referral, owed, helper, held, station
    )
