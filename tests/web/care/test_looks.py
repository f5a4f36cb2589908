"""Every page of posts, stations and activities in a real browser: fits, reads, passes axe."""

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from models.accounts.scope import scope_of
from models.accounts.tables import Account
from models.care.posts import appraising, duty, holding, promises, setting
from models.care.posts.setting import Terms
from models.care.together import activities, attending, enrolling, shifts, stations
from models.care.together.consents import Guardian
from models.care.together.tables import StationDay
from models.matching import suggestions
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due, from_today
from tests.web.care.looking import WIDTHS, faults_seen

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOUR = dt.timedelta(hours=1)
MEMBER = {"political_status": "中共党员", "volunteer": False}
GUARDIAN = Guardian("王秀兰", "13800001111", "母亲", TODAY)


@dataclass(frozen=True)
class Made:
    """Whose telephones, and the pages there are for each."""

    clerk: str
    member: str
    pages: dict[str, list[str]]


def make(village: Village) -> Made:
    place = village.communities[0]
    clerk = village.login("community", place=place, password_hash=HASH, name="赵敏")
    member = village.volunteer("李建国", child_check_until=from_today(900), **MEMBER)
    account = village.login("post_holder", member.person_id, password_hash=HASH, name="李建国")
    post, held, voice = posts(village, clerk, account, member.id)
    station, day, young = station_of(village, clerk, member.id)
    activity = activity_of(village, clerk, member.id)
    return Made(
        clerk.phone,
        account.phone,
        {
            "clerk": [
                "/care/posts",
                "/care/posts/new",
                f"/care/posts/{post}",
                f"/care/posts/{post}/change",
                f"/care/appraisals/{voice}?kind=resident&q=邻居",
                "/care/stations",
                "/care/stations/new",
                f"/care/stations/{station}",
                f"/care/stations/{station}/enrol?q=小",
                f"/care/station-days/{day}",
                f"/care/helpers/{young}/consent",
                "/care/activities/kept",
                "/care/activities/new",
                f"/care/activities/{activity}",
            ],
            "member": [
                "/care/post",
                "/care/post/choose",
                f"/care/holdings/{held}/card",
                f"/care/holdings/{held}/duty",
                "/care/",
                "/care/shifts",
                f"/care/station-days/{day}",
                "/care/activities",
            ],
        },
    )


def posts(
    village: Village, clerk: Account, member: Account, helper: uuid.UUID
) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    session, keeper, place = village.session, scope_of(clerk), village.communities[0]
    terms = Terms("政策宣传岗", "三号楼宣传岗", "每月把政策讲给每一户听", 2, TODAY, from_today(300))
    post = setting.set_up(session, keeper, place.id, terms, NOW)
    free = Terms("环境卫生岗", "河道卫生岗", "每周清一次河道", 3, TODAY, None)
    setting.set_up(session, keeper, place.id, free, NOW)
    other = village.volunteer("王党员", **MEMBER)
    holding.choose(session, other.id, post.id, NOW, by=member.id)
    held = holding.choose(session, helper, post.id, NOW, by=member.id)
    holding.confirm(session, keeper, held.id, NOW)
    held.taken_on = from_today(-40)
    duty.enter(session, held.id, "在小区门口讲医保", NOW - 3 * HOUR, NOW - HOUR, NOW, by=member.id)
    promises.promise(session, held.id, "把三号楼的路灯修好", from_today(6), NOW)
    promises.promise(session, held.id, "帮李奶奶办好残疾证", TODAY, NOW).due_on = from_today(-2)
    slot = (from_today(1), 1)
    visit = due(village)
    suggestions.claim(session, helper, visit.id, *slot, NOW, by=member.id, duty=True)
    due(village)
    quarter = appraising.quarter_of(TODAY)
    found = appraising.begin(session, keeper, held.id, quarter, NOW)
    neighbour = village.elder("邻居乙", door="405")
    appraising.ask(session, keeper, found.id, neighbour.person_id, "resident", NOW)
    village.elder("邻居丙", door="406")
    return post.id, held.id, found.id


def station_of(
    village: Village, clerk: Account, helper: uuid.UUID
) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    session, keeper, place = village.session, scope_of(clerk), village.communities[0]
    hours = (dt.time(16, 30), dt.time(18))
    plan = stations.Plan("河西四点半课堂", "活动室", *hours, 20, 2, 1, TODAY, None)
    station = stations.set_up(session, keeper, place.id, plan, NOW)
    day = session.scalars(select(StationDay).order_by(StationDay.day)).first()
    assert day is not None
    day.day, day.opens_at, day.closes_at = TODAY, NOW - HOUR, NOW + HOUR
    session.flush()
    for who in (helper, village.volunteer("孟琴", child_check_until=from_today(900)).id):
        shift = shifts.take(session, who, day.id, NOW, by=clerk.id)
        attending.present(session, keeper, shift.id, NOW, NOW)
    born = from_today(-3000)
    for number, name in enumerate(("诸葛小明", "周小红", "吴小刚")):
        child = village.elder(name, born_on=born, categories=["少年儿童"])
        if number == 2:
            break
        place_of = enrolling.enrol(session, keeper, station.id, child.person_id, GUARDIAN, NOW)
        if number == 0:
            attending.arrive(session, keeper, day.id, place_of.id, NOW, NOW)
    young = village.volunteer("郑小勇", born_on=from_today(-5600))
    return station.id, day.id, young.id


def activity_of(village: Village, clerk: Account, helper: uuid.UUID) -> uuid.UUID:
    session, keeper, place = village.session, scope_of(clerk), village.communities[0]
    begins = NOW + dt.timedelta(days=3)
    words = ("清洁河道", "沿河捡垃圾，自带手套", "河边广场")
    plan = activities.Plan(*words, begins, begins + 2 * HOUR, 1, "everyone")
    made = activities.set_up(session, keeper, place.id, plan, NOW)
    activities.sign_up(session, helper, made.id, NOW, by=clerk.id)
    activities.sign_up(session, village.volunteer("钱志").id, made.id, NOW, by=clerk.id)
    return made.id


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_fit_to_be_seen(
    hamlet: Hamlet, live: str, browser: Browser, tmp_path: Path, width: int
) -> None:
    made = hamlet.build(make)
    for who, phone in (("clerk", made.clerk), ("member", made.member)):
        assert faults_seen(browser, live, width, tmp_path, phone, made.pages[who]) == []
