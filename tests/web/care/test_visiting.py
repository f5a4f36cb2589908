"""Sheets from phones, codes, calls and paper over HTTP; what a phone may keep and must wipe."""

import datetime as dt
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.accounts.tables import Grant
from models.care.days import SHANGHAI
from models.care.hours.tables import ServiceHours
from models.care.tables import Claim, Visit, VisitRecord
from models.care.visiting.codes import TRIES, code_of
from models.care.visiting.doors import door_token
from models.care.visiting.kept import keep_until
from models.care.visiting.tables import Proof, SheetReceived
from models.care.visiting.taking import Sheet, take_sheet
from models.database.engine import transaction
from models.trail.tables import TrailEntry
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, NOW, TODAY, Hamlet, due
from tests.web.conftest import PASSWORD, Visitor

BEGAN = (NOW - dt.timedelta(minutes=50)).astimezone(SHANGHAI)


@dataclass(frozen=True)
class Scene:
    """A helper with a visit claimed for today, and staff of the place."""

    hamlet: Hamlet
    browser: Visitor
    claim: uuid.UUID
    resident: uuid.UUID
    staff_phone: str
    family_phone: str

    def fields(self, **more: Any) -> dict[str, Any]:
        ended = BEGAN + dt.timedelta(minutes=30)
        facts = {"outcome": "done", "day": f"{BEGAN:%Y-%m-%d}", "note": "菜够吃"}
        return facts | {"began": f"{BEGAN:%H:%M}", "ended": f"{ended:%H:%M}"} | more

    def entry(self, key: str = "phone-one", **more: Any) -> dict[str, Any]:
        fields = self.fields(**more)
        return {"key": key, "kind": "sheet", "claim": str(self.claim), "fields": fields}

    def sync(self, *entries: dict[str, Any]) -> list[dict[str, str]]:
        answer = self.send(list(entries))
        assert answer.status_code == 200, answer.text
        found: list[dict[str, str]] = json.loads(answer.text)["answers"]
        return found

    def send(self, entries: list[dict[str, Any]], browser: Visitor | None = None) -> TestResponse:
        browser = browser or self.browser
        token = json.loads(browser.get("/care/sync").text)["token"]
        body = {"entries": entries}
        return browser.post("/care/sync", json=body, headers={"X-CSRFToken": token})

    def wrong(self) -> str:
        return f"{(int(code_of(self.claim)) + 1) % 10000:04d}"

    def record(self) -> VisitRecord:
        with transaction(self.hamlet.engine) as session:
            return session.scalars(select(VisitRecord)).one()

    def count(self, table: type, *conditions: Any) -> int:
        with transaction(self.hamlet.engine) as session:
            counted = select(func.count()).select_from(table).where(*conditions)
            return session.scalar(counted) or 0


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    # Half an hour that ended twenty minutes ago must lie in one day.
    if BEGAN.date() != NOW.astimezone(SHANGHAI).date():
        pytest.skip("just after midnight")

    def make(village: Village) -> tuple[str, Claim, Visit, str, str]:
        helper = village.volunteer()
        elder = village.elder("欧阳文贵", phone="19912345678")
        visit = due(village, resident=elder)
        held = village.claim(helper, visit, day=TODAY, claimed_at=NOW - dt.timedelta(hours=2))
        volunteer = village.login("volunteer", helper.person_id, password_hash=HASH)
        staff = village.login("community", password_hash=HASH)
        family = village.login("resident", elder.person_id, password_hash=HASH)
        return volunteer.phone, held, visit, staff.phone, family.phone

    phone, held, visit, staff, family = hamlet.build(make)
    browser = hamlet.sign_in(phone)
    return Scene(hamlet, browser, held.id, visit.resident_id, staff, family)


def test_a_sheet_comes_in_once(scene: Scene) -> None:
    first = scene.sync(scene.entry(code=code_of(scene.claim)))[0]
    assert first["result"] == "recorded" and "验证码核对无误" in first["said"]
    assert scene.sync(scene.entry(code=code_of(scene.claim)))[0]["result"] == "already"
    entered = scene.record()
    assert entered.evidence == "code" and entered.began_at == BEGAN.replace(second=0, microsecond=0)
    assert scene.count(SheetReceived) == 1


@pytest.mark.parametrize(
    ("off", "shown"),
    [("-1500", "手机时钟快了 25 分钟"), ("660", "手机时钟慢了 11 分钟"), ("590", None)],
)
def test_a_clock_far_off_is_shown_to_staff_at_the_record(
    scene: Scene, off: str, shown: str | None
) -> None:
    scene.sync(scene.entry(clock=off))
    staff = scene.hamlet.sign_in(scene.staff_phone)
    with transaction(scene.hamlet.engine) as session:
        hours = session.scalars(select(ServiceHours.id)).one()
    urls = (f"/care/residents/{scene.resident}", f"/care/hours/{hours}")
    for url in urls:
        page = staff.get(url).text
        assert ("手机时钟" in page) == (shown is not None)
        assert shown is None or shown in page
    assert "手机时钟" not in scene.browser.get(urls[1]).text


def test_another_device_is_merged_and_seen_by_staff(scene: Scene) -> None:
    both = scene.sync(scene.entry(), scene.entry("tablet-two", note="灯坏了"))
    assert [one["result"] for one in both] == ["recorded", "already"]
    staff = scene.hamlet.sign_in(scene.staff_phone)
    where = f"/care/residents/{scene.resident}"
    assert "另一份，已合并" in staff.get(where).text and "灯坏了" not in staff.get(where).text
    assert "灯坏了" in staff.send(where, {"purpose": "arrange"}, on=where).text


def test_many_devices_at_once_make_one_record(scene: Scene) -> None:
    """Twelve senders side by side, each sheet from two of them; wrong codes are all counted."""
    with transaction(scene.hamlet.engine) as session:
        sender = session.scalars(select(Grant.account_id).where(Grant.role == "volunteer")).one()

    def send(number: int) -> str:
        began, ended = BEGAN, BEGAN + dt.timedelta(minutes=30)
        facts = {"began_at": began, "ended_at": ended, "code": scene.wrong()}
        sheet = Sheet(f"phone-{number % 6}", scene.claim, "done", **facts)
        with transaction(scene.hamlet.engine) as session:
            return take_sheet(session, sheet, NOW, by=sender).result

    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(send, range(12)))
    assert results.count("recorded") == 1 and results.count("already") == 11
    assert scene.count(VisitRecord) == 1 and scene.count(SheetReceived) == 6
    with transaction(scene.hamlet.engine) as session:
        assert session.get_one(Proof, scene.claim).tries == TRIES


def test_what_is_refused_says_why_and_stops_nothing_else(scene: Scene) -> None:
    stranger = scene.entry("foreign-one") | {"claim": str(uuid.UUID(int=1))}
    backwards = scene.entry("backwards", began="10:00", ended="09:00")
    empty = scene.entry("empty-one", day="")
    answers = scene.sync(stranger, backwards, empty, scene.entry())
    assert [one["result"] for one in answers] == ["refused"] * 3 + ["recorded"]
    assert "没有认领" in answers[0]["said"] and "哪一天去的" in answers[2]["said"]
    assert answers[1]["said"]


def test_a_wrong_code_is_recorded_and_may_be_mended(scene: Scene) -> None:
    answer = scene.sync(scene.entry(code=scene.wrong()))[0]
    assert answer["result"] == "recorded" and "还可以再试 4 次" in answer["warn"]
    page = f"/care/visits/{scene.claim}"
    tried = scene.browser.send(f"{page}/code", {"code": scene.wrong()}, on=page)
    assert tried.status_code == 303 and "还可以再试 3 次" in scene.browser.get(page).text
    scene.browser.send(f"{page}/code", {"code": code_of(scene.claim)}, on=page)
    assert scene.record().evidence == "code" and "已有凭证" in scene.browser.get(page).text


def test_guessing_ends_after_five(scene: Scene) -> None:
    page = f"/care/visits/{scene.claim}"
    scene.sync(scene.entry())
    for _ in range(5):
        scene.browser.send(f"{page}/code", {"code": scene.wrong()}, on=page)
    right = scene.browser.send(f"{page}/code", {"code": code_of(scene.claim)}, on=page)
    assert right.status_code == 429 and scene.record().evidence == "none"
    calls = scene.hamlet.sign_in(scene.staff_phone).get("/care/calls").text
    assert str(scene.claim) in calls and "欧阳文贵" not in calls


def test_no_page_of_the_helper_holds_the_code(scene: Scene) -> None:
    code = code_of(scene.claim)
    page = f"/care/visits/{scene.claim}"
    for url in (page, f"{page}/sheet", "/care/", "/care/sync", "/care/offline"):
        text = scene.browser.get(url).text.replace(str(scene.claim), "")
        assert f">{code}<" not in text and f'"{code}"' not in text


def test_the_family_sees_the_code_and_who_comes(scene: Scene) -> None:
    family = scene.hamlet.sign_in(scene.family_phone)
    page = family.get("/care/coming").text
    assert code_of(scene.claim) in page and "孟*" in page
    assert scene.browser.get("/care/coming").status_code == 403


def test_a_call_back_is_asked_for_and_made(scene: Scene) -> None:
    scene.sync(scene.entry())
    page = f"/care/visits/{scene.claim}"
    assert scene.browser.send(f"{page}/call", on=page).status_code == 303
    staff = scene.hamlet.sign_in(scene.staff_phone)
    answer = {"answer": "confirmed", "note": "来过"}
    assert staff.send(f"/care/calls/{scene.claim}", answer, on="/care/calls").status_code == 303
    assert scene.record().evidence == "call_back"
    assert "没有要回访的" in staff.get("/care/calls").text


def test_a_door_is_scanned_online_and_later(scene: Scene) -> None:
    token = door_token(scene.resident)
    door = f"/care/door/{token}"
    assert "到门口了" in scene.browser.get(door).text
    assert scene.browser.send(door, on=door).location.endswith(str(scene.claim))
    at = (BEGAN + dt.timedelta(minutes=1)).timestamp() * 1000
    scan = {"key": "door-one-two", "kind": "door", "fields": {"token": token, "at": at}}
    answers = scene.sync(scene.entry(), scan)
    assert [one["result"] for one in answers] == ["recorded", "recorded"]
    assert scene.record().evidence == "door_qr"
    assert scene.browser.get("/care/door/abc").status_code == 404


def test_staff_print_the_door_but_not_a_kept_one(scene: Scene) -> None:
    staff = scene.hamlet.sign_in(scene.staff_phone)
    where = f"/care/residents/{scene.resident}/door"
    assert "<svg" in staff.get(where).text
    with transaction(scene.hamlet.engine) as session:
        visit = session.scalars(select(Visit)).one()
        session.refresh(visit, ["resident"])
        session.refresh(visit.resident, ["person"])
        visit.resident.person.address_suppressed = True
    assert staff.get(where).status_code == 404
    assert "Keep-Until" not in scene.browser.get(f"/care/visits/{scene.claim}").headers
    assert "Keep-Until" in scene.browser.get(f"/care/visits/{scene.claim}/sheet").headers


def test_paper_goes_out_and_comes_back(scene: Scene) -> None:
    staff = scene.hamlet.sign_in(scene.staff_phone)
    listed = staff.get("/care/paper").text
    assert "欧**" in listed and "欧阳文贵" not in listed
    assert staff.send("/care/paper", {"what": "sheet"}, on="/care/paper").status_code == 422
    chosen = {"claim": str(scene.claim), "what": "sheet"}
    sheet = staff.send("/care/paper", chosen, on="/care/paper").text
    code = code_of(scene.claim)
    assert "欧阳文贵" in sheet and "19912345678" in sheet and f">{code}<" not in sheet
    card = staff.send("/care/paper", chosen | {"what": "card"}, on="/care/paper").text
    assert f">{code}<" in card
    assert scene.count(TrailEntry, TrailEntry.action.startswith("care.print")) == 2
    found = sheet.split("<strong>")[1].split("</strong>")[0]
    assert staff.get("/care/paper/enter?number=12345678").status_code == 422
    page = f"/care/paper/enter?number={found.replace(' ', '')}"
    assert "孟*" in staff.get(page).text
    form = scene.fields(number=found, key="paper-one-two", signed="true")
    done = staff.send("/care/paper/enter", form, on=page)
    assert done.status_code == 303, done.text
    assert scene.record().evidence == "word"
    other = scene.hamlet.sign_in(scene.staff_phone)
    again = other.send("/care/paper/enter", form | {"key": "paper-three"}, on=page)
    assert again.status_code == 303 and scene.count(VisitRecord) == 1


def test_a_phone_keeps_pages_until_the_next_morning(scene: Scene) -> None:
    page = f"/care/visits/{scene.claim}"
    with transaction(scene.hamlet.engine) as session:
        until = keep_until(session.get_one(Claim, scene.claim)).timestamp()
    for url in (page, f"{page}/sheet"):
        assert float(scene.browser.get(url).headers["Keep-Until"]) == until
    assert "Keep-Until" not in scene.browser.get("/care/").headers
    scene.sync(scene.entry())
    for url in (page, f"{page}/sheet"):
        assert "Keep-Until" not in scene.browser.get(url).headers


def test_a_phone_hears_what_it_may_keep(scene: Scene) -> None:
    before = dt.datetime.now(dt.UTC).timestamp()
    first = json.loads(scene.browser.get("/care/sync").text)
    assert first["claims"] == [str(scene.claim)]
    assert before - 1 < first["now"] / 1000 < before + 60
    scene.sync(scene.entry())
    assert json.loads(scene.browser.get("/care/sync").text)["claims"] == []


def test_another_session_has_another_mark(scene: Scene) -> None:
    before = json.loads(scene.browser.get("/care/sync").text)["session"]
    new = {"present": PASSWORD, "new": "清晨走到集市去看一看", "again": "清晨走到集市去看一看"}
    assert scene.browser.send("/me/password", new, on="/me/password").status_code == 303
    assert json.loads(scene.browser.get("/care/sync").text)["session"] != before


def test_without_session_or_token_nothing_comes_in(scene: Scene) -> None:
    bare = scene.browser.post("/care/sync", json={"entries": [scene.entry()]})
    assert bare.status_code == 400 and scene.count(VisitRecord) == 0
    scene.browser.send("/sign-out", on="/me")
    assert scene.browser.get("/care/sync").status_code == 302
    answer = scene.browser.post("/care/sync", json={"entries": [scene.entry()]})
    assert answer.status_code == 302 and scene.count(VisitRecord) == 0


def test_a_body_that_is_none_is_refused(scene: Scene) -> None:
    assert scene.send([{"key": "x"}]).status_code == 422
    assert scene.send([scene.entry(f"phone-{n:03d}") for n in range(51)]).status_code == 422


def test_the_app_can_be_installed(scene: Scene) -> None:
    manifest = json.loads(scene.browser.get("/care/manifest.webmanifest").text)
    assert manifest["start_url"] == "/care/" and manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert scene.browser.get(icon["src"]).status_code == 200
    worker = scene.browser.get("/care/sw.js")
    assert worker.mimetype == "text/javascript" and worker.headers["Cache-Control"] == "no-cache"
    files = json.loads(worker.text.split("FILES = ")[1].split(", SHELL")[0])
    assert all(scene.browser.get(file).status_code == 200 for file in files)
