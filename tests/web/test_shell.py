"""The shell: signing in and out, rules, headers, refusals, languages, ended sessions."""

import datetime as dt
import gzip
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import Engine, select

from models.accounts.demo import open_demo_accounts
from models.accounts.sessions import ABSOLUTE, IDLE
from models.accounts.tables import Account, AccountSession
from models.database.engine import transaction
from models.places.tables import Place
from models.settings import Settings
from tests.web.conftest import COUNTY, EAST, PASSWORD, People, Visitor, token_on
from web.app import create_app
from web.redirects import safe_next

ClientOf = Callable[..., Visitor]


def test_sign_in_leads_to_the_page_asked_for(client: Visitor, person: People) -> None:
    volunteer = person("volunteer")
    asked = client.get("/me")
    assert asked.location == "/sign-in?next=%2Fme"
    assert client.sign_in(volunteer.phone, next="/me").location == "/me"
    assert "某volunteer" in client.get("/me").text


def test_a_wrong_password_and_an_unknown_phone_look_the_same(
    client: Visitor, person: People
) -> None:
    wrong = client.sign_in(person("volunteer").phone, "not the password")
    unknown = client.sign_in("13999999999", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert "手机号或密码不对" in wrong.text
    assert "13999999999" in unknown.text, "what was typed is kept"
    assert "not the password" not in wrong.text


def test_failed_sign_ins_are_limited_and_good_ones_are_not(client: Visitor, person: People) -> None:
    volunteer = person("volunteer")
    for _ in range(20):
        assert client.sign_in("13999999999", "x").status_code == 422
    refused = client.sign_in(volunteer.phone)
    assert refused.status_code == 429
    assert "请稍等一会儿" in refused.text


def test_many_good_sign_ins_pass(client: Visitor, person: People) -> None:
    volunteer = person("volunteer")
    for _ in range(25):
        assert client.sign_in(volunteer.phone).status_code == 303
        client.send("/sign-out", on="/")


def test_a_form_without_its_token_changes_nothing(client_of: ClientOf) -> None:
    client = client_of("volunteer")
    refused = client.post("/sign-out")
    assert refused.status_code == 400
    assert "没有保存" in refused.text
    assert client.get("/me").status_code == 200


def test_the_token_may_come_in_htmx_header(client_of: ClientOf) -> None:
    client = client_of("volunteer")
    page = client.get("/").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    assert client.post("/sign-out", headers={"X-CSRFToken": token}).status_code == 303
    assert client.get("/me").status_code == 302


def test_a_role_without_the_rule_is_refused_in_words(client_of: ClientOf) -> None:
    refused = client_of("volunteer").get("/accounts")
    assert refused.status_code == 403
    assert "您不能看这一页" in refused.text


def test_htmx_gets_a_refusal_without_a_page_around_it(client_of: ClientOf) -> None:
    refused = client_of("volunteer").get("/accounts", headers={"HX-Request": "true"})
    assert refused.status_code == 403
    assert "<html" not in refused.text
    assert 'role="alert"' in refused.text


@pytest.mark.parametrize(
    ("column", "past"), [("seen_at", IDLE), ("began_at", ABSOLUTE)], ids=["idle", "absolute"]
)
def test_a_session_ends_by_itself(
    engine: Engine, client_of: ClientOf, column: str, past: dt.timedelta
) -> None:
    client = client_of("volunteer")

    def shift(by: dt.timedelta) -> None:
        with transaction(engine) as session:
            row = session.scalars(select(AccountSession)).one()
            setattr(row, column, getattr(row, column) - by)

    shift(past - dt.timedelta(minutes=1))
    assert client.get("/me").status_code == 200
    shift(past + dt.timedelta(minutes=2))
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("token", ["kept", "lost"])
def test_a_form_sent_too_late_says_so_and_leads_back(client: Visitor, token: str) -> None:
    form = {"days": 7} | ({} if token == "kept" else {"csrf_token": ""})

    def sent(page: str) -> str | None:
        found = token_on(client.get("/sign-in"))
        data = {"csrf_token": found} | form
        return client.post("/care/quiet", data=data, headers={"Referer": page}).location

    assert sent("http://localhost/care/") == "/sign-in?next=%2Fcare%2F"
    assert "登录已过期，刚才的操作没有保存" in client.get("/sign-in").text
    assert sent("http://evil.example/care/") == "/sign-in?next=%2F"


@pytest.mark.parametrize(
    ("role", "words"),
    [("employer", "就业服务站"), ("seeker", "就业服务站"), ("resident", "120")],
)
def test_a_bare_room_says_where_to_turn(client_of: ClientOf, role: str, words: str) -> None:
    page = client_of(role).get("/").text
    assert words in page and "今天没有要办的事" not in page


def test_a_session_is_fresh_after_sign_in(client: Visitor, person: People) -> None:
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by a stranger"
        before = session["csrf_token"]
    client.sign_in(person("volunteer").phone)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_a_new_password_ends_the_other_sessions(
    app: Flask, client: Visitor, person: People
) -> None:
    volunteer = person("volunteer")
    other = app.test_client()
    client.sign_in(volunteer.phone)
    other.sign_in(volunteer.phone)  # type: ignore[attr-defined]
    new = "another walk, another dawn"
    form = {"present": PASSWORD, "new": new, "again": new}
    assert client.send("/me/password", form, on="/me/password").status_code == 303
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert client.sign_in(volunteer.phone).status_code in (302, 422)


def test_a_disabled_account_is_out_at_once(engine: Engine, client_of: ClientOf) -> None:
    client = client_of("volunteer")
    with transaction(engine) as session:
        session.scalars(select(Account)).one().status = "disabled"
    assert client.get("/me").status_code == 302


def test_every_answer_carries_the_headers(client: Visitor) -> None:
    for url in ("/sign-in", "/nowhere", "/api/v1/me", "/healthz"):
        headers = client.get(url).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_behind_https_cookies_and_headers_say_so(settings: Settings, county: object) -> None:
    app = create_app(replace(settings, https=True, trusted_proxies=1, redis_url=None))
    client = app.test_client()
    response = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = response.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_published_passwords_are_shown_in_demo_mode_only(
    settings: Settings, engine: Engine, client: Visitor
) -> None:
    with transaction(engine) as session:
        told = open_demo_accounts(session, dt.datetime.now(dt.UTC))
    shown = create_app(replace(settings, demo=True)).test_client().get("/sign-in").text
    assert told[0].password in shown
    assert all(one.phone in shown for one in told)
    hidden = client.get("/sign-in").text
    assert told[0].password not in hidden
    assert told[0].phone not in hidden


def test_no_page_of_the_shell_holds_inline_script_or_style(client: Visitor) -> None:
    for url in ("/sign-in", "/nowhere", "/api-docs"):
        text = client.get(url).text
        assert "style=" not in text
        assert "onclick" not in text
        assert "<script>" not in text


def test_a_first_page_is_light(client_of: ClientOf) -> None:
    client = client_of("volunteer")
    page = client.get("/").text
    urls = [part.split('"')[0] for part in page.split('src="')[1:]]
    urls += [part.split('"')[0] for part in page.split('href="')[1:] if "/static/" in part]
    files = {url for url in urls if url.startswith(("/static/", "/parts/"))}
    assert len(files) >= 5
    size = len(page.encode()) + sum(len(client.get(url).data) for url in files)
    assert size <= 150 * 1024, size


def test_only_named_parts_are_served(client: Visitor) -> None:
    assert client.get("/parts/htmx.js").status_code == 200
    assert client.get("/parts/package.json").status_code == 404
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/..%2fapp.py").status_code == 404


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "me", None],
)
def test_nobody_is_sent_to_another_host(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_a_path_with_its_question_is_kept() -> None:
    assert safe_next("/accounts?page=2&q=%E5%BC%A0") == "/accounts?page=2&q=%E5%BC%A0"


def test_the_language_is_switched_and_kept(client: Visitor) -> None:
    assert 'lang="zh-CN"' in client.get("/sign-in").text
    switched = client.send("/language", {"language": "en", "next": "//evil.example"})
    assert switched.location == "/"
    assert '<html lang="en">' in client.get("/sign-in").text


def test_the_language_goes_with_the_account(app: Flask, client: Visitor, person: People) -> None:
    volunteer = person("volunteer")
    client.sign_in(volunteer.phone)
    client.send("/language", {"language": "en"}, on="/")
    elsewhere = app.test_client()
    elsewhere.sign_in(volunteer.phone)  # type: ignore[attr-defined]
    assert '<html lang="en">' in elsewhere.get("/").text


@pytest.mark.parametrize("url", ["/static/css/site.css", "/static/js/queue.js", "/parts/htmx.js"])
def test_styles_and_scripts_go_out_packed_and_pages_as_they_are(client: Visitor, url: str) -> None:
    takes = {"Accept-Encoding": "gzip"}
    packed, whole = client.get(url, headers=takes), client.get(url)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == whole.data
    assert len(packed.data) < len(whole.data) / 2
    assert "Content-Encoding" not in client.get("/sign-in", headers=takes).headers


def test_no_cookie_rides_on_a_file_that_others_may_keep(client_of: ClientOf) -> None:
    client = client_of("volunteer")
    client.get("/")
    for url in ("/static/css/site.css", "/parts/htmx.js"):
        response = client.get(url)
        assert "public" in response.headers["Cache-Control"]
        assert "Set-Cookie" not in response.headers


def test_the_icon_of_the_home_screen_is_a_png_for_ios(client: Visitor) -> None:
    assert (
        '<link rel="apple-touch-icon" href="/apple-touch-icon.png">' in client.get("/sign-in").text
    )
    answer = client.get("/apple-touch-icon.png")
    assert answer.mimetype == "image/png"
    with Image.open(BytesIO(answer.data)) as picture:
        assert picture.size == (180, 180)
        colours = {picture.convert("RGB").getpixel(at) for at in ((0, 0), (90, 20), (39, 67))}
    assert colours == {(179, 38, 30), (255, 255, 255)}


def test_health_says_what_is_missing(client: Visitor) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {
        "status": "ok",
        "checks": {"database": "ok", "redis": "ok"},
        "nights_since_last_plan": None,
    }


def test_too_large_a_body_is_refused_in_words(client_of: ClientOf, app: Flask) -> None:
    client = client_of("community", EAST)
    huge = {"name": "x" * (3 * 1024 * 1024)}
    refused = client.send("/accounts/invite", dict(huge), on="/accounts/invite")
    assert refused.status_code == 413
    assert "文件太大" in refused.text


@pytest.mark.parametrize(
    "url", ["/lists/residents?q=%00", "/accounts?q=a%00", "/desk/?page=999999999999999999999999"]
)
def test_what_the_database_cannot_hold_is_a_bad_request(client_of: ClientOf, url: str) -> None:
    refused = client_of("county", COUNTY).get(url)
    assert refused.status_code == 400
    assert "没有看懂这个请求" in refused.text


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "\\ud800", "phone": "13900000001", "role": "volunteer", "place_id": "%s"}',
        '{"name": ' * 3000,
    ],
)
def test_what_json_cannot_hold_is_a_bad_request(
    client: Visitor, person: People, county: dict[str, Place], body: str
) -> None:
    key = {"Idempotency-Key": "a-key-of-a-test", "Content-Type": "application/json"}
    told = body.replace("%s", str(county[EAST].id))
    headers = person("county", COUNTY).bearer | key
    refused = client.post("/api/v1/accounts", headers=headers, data=told)
    assert refused.status_code == 400
    assert refused.content_type == "application/problem+json"
