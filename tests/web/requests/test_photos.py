"""Photos at every way in: who sees them, by which address, and what becomes of the rest."""

import re
import time
import uuid
from io import BytesIO

from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from PIL import Image
from sqlalchemy import Engine, select, text
from werkzeug.test import TestResponse

from models.database.engine import transaction
from models.database.keys import key_for
from models.requests.photos import picture
from models.requests.photos.tables import MOST, RequestPhoto
from models.requests.tables import Request
from models.trail.tables import TrailEntry
from tests.models.requests.photos.test_picture import jpeg
from tests.web.conftest import Visitor
from tests.web.requests.conftest import Town
from tests.web.requests.flood import filled
from tests.web.requests.village import ask, building, stored
from web.requests.asking import gate
from web.security import LARGEST_BODY, LARGEST_FORM

__all__ = ["building"]
ADDRESS = re.compile(r'src="(/requests/photos/[^"]+)"')
OWN = re.compile(r'src="(/asked/[^"]+)"')


def files(*raw: bytes) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(one), f"{number}.jpg") for number, one in enumerate(raw)]


def kept(engine: Engine) -> list[RequestPhoto]:
    with transaction(engine) as session:
        found = session.scalars(select(RequestPhoto).order_by(RequestPhoto.number)).all()
        session.expunge_all()
        return [*found]


def test_who_asked_sees_them_by_the_code_and_nobody_without(
    client: Visitor, engine: Engine, building: str
) -> None:
    code = ask(client, building, photos=files(jpeg(), jpeg(3000, 2000)))
    other = ask(client, building, words="水管漏水", photos=files(jpeg()))
    shown = OWN.findall(client.get(f"/asked/{code}").text)
    assert len(shown) == 2
    answer = client.get(shown[1])
    assert answer.mimetype == "image/jpeg"
    assert max(Image.open(BytesIO(answer.data)).size) == picture.LONGEST_SIDE
    headers = answer.headers
    assert headers["Cache-Control"] == "no-store" and headers["Content-Disposition"] == "inline"
    assert headers["X-Content-Type-Options"] == "nosniff"
    # Neither by another code, nor by a number of which there is none.
    assert client.get(shown[0].replace(code, other)).status_code == 404
    assert client.get(f"/asked/{code}/photos/{uuid.uuid4()}").status_code == 404
    assert client.get(shown[0].replace(code, "aaaaaaaaaa")).status_code == 404


def test_they_are_sealed_and_gone_with_the_request(
    client: Visitor, engine: Engine, building: str
) -> None:
    made = stored(engine, ask(client, building, photos=files(jpeg())))
    (one,) = kept(engine)
    assert (one.request_id, one.step_id, one.number) == (made.id, None, 1)
    assert one.picture.startswith(b"\xff\xd8")
    with transaction(engine) as session:
        raw = bytes(session.execute(text("SELECT picture FROM request_photo")).scalar_one())
        assert b"JFIF" not in raw
        for table in ("request_deadline", "request_form"):
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("DELETE FROM request"))
    assert kept(engine) == []


def test_what_is_no_picture_is_told_at_its_field_and_the_rest_is_kept(
    client: Visitor, engine: Engine, building: str
) -> None:
    typed = {"words": "楼道灯不亮，晚上看不见", "name": "王大爷", "spot": "二单元"}
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 40
    for wrong, why in (
        ([b"no picture"], "不是照片"),
        ([heic], "HEIC"),
        ([jpeg()[:900]], "打不开"),
        ([jpeg()] * (MOST + 1), "最多 3 张"),
        ([jpeg() + b"\0" * picture.MOST_BYTES], "超过 10 MB"),
    ):
        answer = client.send(building, {**typed, "photos": files(*wrong)}, on=building)
        assert answer.status_code == 422, why
        assert why in answer.text and 'id="photos-error"' in answer.text
        assert all(one in answer.text for one in typed.values())
    assert kept(engine) == []
    with transaction(engine) as session:
        assert session.scalars(select(Request)).all() == []


def test_another_fault_says_that_the_photos_have_to_be_chosen_again(
    client: Visitor, building: str
) -> None:
    wrong = {"words": "楼道灯不亮", "phone": "12"}
    assert "再选一次" in client.send(building, wrong | {"photos": files(jpeg())}, on=building).text
    assert "再选一次" not in client.send(building, wrong, on=building).text


def test_past_the_limits_none_is_opened_and_a_damaged_one_costs_no_second_sum(
    app: Flask, client: Visitor, engine: Engine, building: str, queue_redis: object
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        while gate.free("610998/009/"):
            pass
    words = "楼道灯不亮，晚上看不见"

    def sends(page: str, *raw: bytes) -> TestResponse:
        return client.send(building, {**filled(page, words), "photos": files(*raw)}, on=building)

    stopped = sends(client.get(building).text, jpeg()[:900])
    assert stopped.status_code == 429 and "打不开" not in stopped.text
    time.sleep(gate.SOONEST + 1)
    damaged = sends(stopped.text, jpeg()[:900])
    assert (
        damaged.status_code == 422 and "打不开" in damaged.text and "等于多少" not in damaged.text
    )
    assert sends(damaged.text, jpeg()).status_code == 303
    # Taken, it is spent.
    again = filled(damaged.text, words) | {"key": "k" * 22}
    assert client.send(building, again, on=building).status_code == 429
    assert len(kept(engine)) == 1


def test_all_that_may_be_sent_is_read() -> None:
    assert MOST * picture.MOST_BYTES + LARGEST_FORM < LARGEST_BODY


def test_staff_see_them_for_a_purpose_on_record_and_only_they(town: Town) -> None:
    clerk, lead = town.as_("clerk"), town.as_("lead")
    given = {
        "words": "井盖没了",
        "kind": "safety",
        "place_id": town.grid,
        "photos": files(jpeg(), jpeg()),
    }
    url = clerk.send("/requests/new", given, "/requests/new").location
    page = clerk.get(url).text
    assert "2 张" in page and ADDRESS.findall(page) == []
    shown = ADDRESS.findall(clerk.send(url, {"purpose": "go"}, url).text)
    assert len(shown) == 2
    answer = clerk.get(shown[0])
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    with transaction(town.engine) as session:
        looks = session.scalars(select(TrailEntry.why).where(TrailEntry.action == "request.unmask"))
        assert looks.all() == ["go"]
    # The address is the account's own, and is not to be made up.
    assert lead.get(shown[0]).status_code == 404
    assert town.as_("stranger").get(shown[0]).status_code == 404
    forged = shown[0].replace(shown[0][-20], "A" if shown[0][-20] != "A" else "B")
    assert clerk.get(forged).status_code == 404
    assert town.as_("asker").get(shown[0]).status_code == 403


class AnHourAgo(TimestampSigner):
    """Signs as it would have been signed then."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() - 3600


def test_an_address_grows_old(town: Town) -> None:
    clerk = town.as_("clerk")
    given = {"words": "井盖没了", "kind": "safety", "place_id": town.grid, "photos": files(jpeg())}
    clerk.send("/requests/new", given, "/requests/new")
    (one,) = kept(town.engine)
    told = [str(one.id), str(one.request_id), town.ids["clerk"]]
    for signer, status in ((TimestampSigner, 200), (AnHourAgo, 404)):
        signs = URLSafeTimedSerializer(key_for("web.requests.photos"), signer=signer)
        assert clerk.get(f"/requests/photos/{signs.dumps(told)}").status_code == status


def test_what_was_done_is_shown_to_who_asked(town: Town) -> None:
    clerk, worker = town.as_("clerk"), town.as_("worker")
    clerk.send(f"{town.url}/accept", on=town.url)
    to = {"to": town.ids["worker"]}
    assert 'type="file"' not in clerk.get(f"{town.url}/send").text
    clerk.send(f"{town.url}/send", to, f"{town.url}/send")
    step = f"{town.url}/handle"
    told = {"remark": "换了灯泡"}
    stranger = clerk.send(step, {**told, "photos": files(b"none")}, town.url)
    assert stranger.status_code == 409 and "不是照片" not in stranger.text
    wrong = worker.send(step, {**told, "photos": files(b"none")}, step)
    assert wrong.status_code == 422 and "换了灯泡" in wrong.text
    assert worker.send(step, {**told, "photos": files(jpeg())}, step).status_code == 303
    (one,) = kept(town.engine)
    assert one.step_id is not None
    page = clerk.get(f"/asked/{town.request().code}").text
    assert "办好以后的照片" in page and len(OWN.findall(page)) == 1


def test_a_double_tap_keeps_them_once(client: Visitor, engine: Engine, building: str) -> None:
    key = "k" * 22
    for _ in range(2):
        ask(client, building, key=key, photos=files(jpeg()))
    assert len(kept(engine)) == 1


def test_without_a_photo_nothing_is_said_of_any(town: Town) -> None:
    clerk = town.as_("clerk")
    assert "照片已收起" not in clerk.get(town.url).text
    assert 'class="photos"' not in clerk.send(town.url, {"purpose": "go"}, town.url).text
