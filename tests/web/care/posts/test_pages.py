"""Posts over HTTP: set up, chosen, confirmed, shown, done, promised, appraised, taken out."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models.care.posts.tables import DutyRecord, PostHolding
from models.care.tables import Claim
from models.database.engine import transaction
from models.people.tables import Helper
from models.places.tables import Place
from tests.models.care.village import Village
from tests.web.care.conftest import HASH, TODAY, Hamlet, due, from_today
from tests.web.conftest import Visitor

POST = {"title": "三号楼宣传岗", "task": "把政策讲给每一户听", "duty": "政策宣传岗"}


class Scene:
    """A member of the party and a clerk of his community, both signed in."""

    def __init__(self, hamlet: Hamlet) -> None:
        def make(village: Village) -> tuple[Helper, str, str, str, object]:
            facts = {"political_status": "中共党员", "volunteer": False}
            member = village.volunteer("欧阳党生", **facts)
            account = village.login("post_holder", member.person_id, password_hash=HASH)
            place = village.communities[0]
            clerk = village.login("community", place=place, password_hash=HASH)
            other = village.login("community", place=village.communities[1], password_hash=HASH)
            return member, account.phone, clerk.phone, other.phone, place.id

        self.hamlet = hamlet
        self.helper, phone, clerk, other, self.place = hamlet.build(make)
        self.member, self.clerk, self.other = map(hamlet.sign_in, (phone, clerk, other))

    def set_up(self, by: Visitor | None = None, **more: object) -> str:
        form = POST | {"places": 1, "begins_on": TODAY.isoformat(), "place_id": str(self.place)}
        answer = (by or self.clerk).send("/care/posts/new", form | {"key": "set-it-up"} | more)
        return answer.location if answer.status_code == 303 else answer.text

    def held(self) -> PostHolding:
        post = self.set_up().rsplit("/", 1)[1]
        assert (
            self.member.send(f"/care/posts/{post}/choose", {"key": "i-choose"}).status_code == 303
        )
        held = self.holding()
        where = f"/care/holdings/{held.id}/confirm"
        taps = [self.clerk.send(where, {"key": "once-only"}) for _ in range(2)]
        assert [answer.status_code for answer in taps] == [303, 303], "a double tap is one"
        return self.holding()

    def again(self, make: Callable[[Village], Any]) -> Any:
        """Build more in the same village."""
        with transaction(self.hamlet.engine) as session:
            county = session.scalars(select(Place).where(Place.kind == "county")).one()
            return make(Village.again(session, county))  # type: ignore[arg-type]

    def holding(self) -> PostHolding:
        with transaction(self.hamlet.engine) as session:
            return session.scalars(select(PostHolding)).one()


@pytest.fixture
def scene(hamlet: Hamlet) -> Scene:
    return Scene(hamlet)


def test_from_setting_up_to_the_card(scene: Scene) -> None:
    held = scene.held()
    assert held.state == "held"
    mine = scene.member.get("/care/post").text
    assert "三号楼宣传岗" in mine and "在岗" in mine
    card = scene.member.get(f"/care/holdings/{held.id}/card").text
    assert "欧阳党生" in card and f"{held.card:06}" in card
    staff = scene.clerk.get(f"/care/posts/{held.post_id}").text
    assert "欧**生" in staff and "欧阳党生" not in staff


def test_the_form_comes_back_with_what_is_wrong(scene: Scene) -> None:
    assert "请从列表中选一项职责" in scene.set_up(duty="看门岗")
    assert "请选一个您所管的社区" in scene.set_up(by=scene.other)


def test_another_community_sees_and_changes_nothing(scene: Scene) -> None:
    held = scene.held()
    assert scene.other.get(f"/care/posts/{held.post_id}").status_code == 404
    end = {"reason": "term", "key": "not-mine-to-end"}
    assert scene.other.send(f"/care/holdings/{held.id}/end", end).status_code == 404
    assert "三号楼" not in scene.other.get("/care/posts").text
    assert scene.member.get("/care/posts").status_code == 403


def test_a_duty_is_entered_in_one_form_once(scene: Scene) -> None:
    held = scene.held()
    page = scene.member.get(f"/care/holdings/{held.id}/duty").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = {"did": "在小区门口讲医保", "day": TODAY.isoformat(), "key": key[1]}
    form |= {"began": "00:00", "ended": "00:00"}
    wrong = scene.member.send(f"/care/holdings/{held.id}/duty", form)
    assert wrong.status_code == 422 and "在小区门口讲医保" in wrong.text
    form |= {"day": from_today(0).isoformat(), "ended": "00:01"}
    answers = [scene.member.send(f"/care/holdings/{held.id}/duty", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with transaction(scene.hamlet.engine) as session:
        assert session.scalars(select(DutyRecord)).one().evidence == "none"
    assert "在小区门口讲医保" in scene.member.get("/care/post").text


def test_the_claim_form_offers_duty_to_holders_only(scene: Scene) -> None:
    visit = scene.again(due)
    assert "作为岗位履职" not in scene.member.get("/care/").text
    scene.held()
    assert "作为岗位履职" in scene.member.get("/care/").text
    form = {"slot": f"{from_today(1).isoformat()}.1", "duty": "true", "key": "by-my-post"}
    assert scene.member.send(f"/care/visits/{visit.id}/claim", form).status_code == 303
    with transaction(scene.hamlet.engine) as session:
        assert session.scalars(select(Claim.duty)).all() == [True]


def test_a_promise_is_kept_on_the_page(scene: Scene) -> None:
    held = scene.held()
    form = {"promised": "修好路灯", "due_on": from_today(5).isoformat(), "key": "my-word-on-it"}
    assert scene.member.send(f"/care/holdings/{held.id}/commitments", form).status_code == 303
    page = scene.member.get("/care/post").text
    assert "修好路灯" in page and "修好路灯" in scene.clerk.get(f"/care/posts/{held.post_id}").text
    keep = re.search(r"/care/commitments/[^/]+/keep", page)
    assert keep is not None
    assert scene.member.send(keep[0]).status_code == 303
    assert "修好路灯" not in scene.member.get("/care/post").text


def test_an_appraisal_shows_who_answered_but_not_what(scene: Scene) -> None:
    held = scene.held()
    quarter = TODAY.replace(month=3 * ((TODAY.month - 1) // 3) + 1, day=1)
    form = {"quarter": quarter.isoformat()}
    where = scene.clerk.send(f"/care/holdings/{held.id}/appraise", form).location

    def neighbour(village: Village) -> tuple[object, str]:
        elder = village.elder("邻居甲")
        account = village.login("resident", elder.person_id, password_hash=HASH)
        return elder.person_id, account.phone

    person, phone = scene.again(neighbour)
    found = scene.clerk.get(f"{where}?kind=resident&q=邻居").text
    assert str(person) in found
    assert scene.clerk.send(f"{where}/ask", {"subject": str(person), "kind": "resident"})
    voice = re.search(r"/care/voices/([^/]+)/paper", scene.clerk.get(where).text)
    assert voice is not None
    resident = scene.hamlet.sign_in(phone)
    assert resident.get(f"/care/voices/{voice[1]}").status_code == 200
    assert scene.member.get(f"/care/voices/{voice[1]}").status_code == 404
    said = {"word": "poor", "comment": "没见过他"}
    assert resident.send(f"/care/voices/{voice[1]}", said).status_code == 303
    staff = scene.clerk.get(where).text
    assert "已答" in staff and "没见过他" not in staff and "没做到" not in staff
    refused = scene.clerk.send(f"{where}/close")
    assert refused.status_code == 409 and "5 到 7" in refused.text
    assert "没见过他" not in scene.member.get("/care/post").text


def test_the_ledger_goes_out_masked(scene: Scene) -> None:
    held = scene.held()
    answer = scene.clerk.send("/care/posts/export")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0][:3] == ("社区", "职责", "岗位")
    assert rows[1][3] == "欧**生" and rows[1][6] == f"{held.card:06}"
