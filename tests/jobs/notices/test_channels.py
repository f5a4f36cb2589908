"""Each channel against a real server: accepted, refused, unreachable, or who knows."""

import datetime as dt
import hmac
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.notices.mail import Mail
from jobs.notices.sms import Texting
from jobs.notices.wecom import Robot
from models.database.keys import use_secret
from models.notices.choices import email_code
from models.notices.deliveries import Message
from models.notices.outcomes import Outcome
from models.settings import Sms, Smtp
from tests.conftest import SECRET
from tests.jobs.notices.providers import (
    PASSWORD,
    USER,
    Gateway,
    Mailbox,
    free_port,
    http_server,
    mail_server,
    self_signed,
)

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
MESSAGE = Message(
    id=uuid.UUID(int=7),
    account_id=uuid.UUID(int=8),
    purpose="notice",
    count=3,
    phone="13800001234",
    email="meng@example.com",
    language="zh",
)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with http_server(Gateway()) as gateway:
        yield gateway


def texting(gateway: Gateway) -> Texting:
    return Texting(Sms(gateway.url, "key-1", "geheim", "连心", "T1", False), lambda: NOW)


def robot(gateway: Gateway) -> Robot:
    return Robot(gateway.url, "https://lianxin.example")


def test_an_sms_is_signed_and_says_nothing_but_how_many(gateway: Gateway) -> None:
    assert texting(gateway).send(MESSAGE) == Outcome("sent", "sms-1")
    [(content, headers, raw)] = gateway.asked
    assert content == {
        "message_id": str(MESSAGE.id),
        "phone": "13800001234",
        "sign": "连心",
        "template": "T1",
        "params": {"count": "3"},
    }
    at = headers["X-Timestamp"]
    assert at == str(int(NOW.timestamp())) and headers["X-Key"] == "key-1"
    wanted = hmac.new(b"geheim", at.encode() + b"\n" + raw, "sha256").hexdigest()
    assert headers["X-Signature"] == wanted


@pytest.mark.parametrize(
    ("status", "body", "state", "error"),
    [
        (400, b"", "failed", "http_400"),
        (429, b"", "failed", "http_429"),
        (500, b"", "failed", "http_500"),
        (302, b"", "failed", "http_302"),
        (502, b"", "unsure", "http_502"),
        (504, b"", "unsure", "http_504"),
        (200, b'{"accepted": false, "code": "BLACK"}', "failed", "refused_BLACK"),
        (200, b"<html>hello</html>", "unsure", "answer_unread"),
        (200, b"[]", "unsure", "answer_unread"),
    ],
)
def test_what_the_gateway_says(
    gateway: Gateway, status: int, body: bytes, state: str, error: str
) -> None:
    gateway.status, gateway.body = status, body
    assert texting(gateway).send(MESSAGE) == Outcome(state, error=error)


def test_a_gateway_that_hangs_up_may_have_taken_it(gateway: Gateway) -> None:
    gateway.hang_up = True
    outcome = texting(gateway).send(MESSAGE)
    assert (outcome.state, outcome.down, len(gateway.asked)) == ("unsure", True, 1)


def test_a_gateway_that_is_not_there_has_not(gateway: Gateway) -> None:
    gateway.url = f"http://127.0.0.1:{free_port()}/"
    outcome = texting(gateway).send(MESSAGE)
    assert (outcome.state, outcome.down) == ("failed", True)


def test_a_robot_speaks_as_its_documentation_says(gateway: Gateway) -> None:
    gateway.body = b'{"errcode": 0, "errmsg": "ok"}'
    assert robot(gateway).send(MESSAGE) == Outcome("sent")
    text = "有 3 条新消息等待处理，请登录查看。\nhttps://lianxin.example"
    assert gateway.messages == [{"msgtype": "text", "text": {"content": text}}]


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b'{"errcode": 45009, "errmsg": "api freq out of limit"}', "failed"),
        (b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "failed"),
        (b"{}", "unsure"),
    ],
)
def test_a_robot_that_may_not(gateway: Gateway, body: bytes, state: str) -> None:
    gateway.body = body
    assert robot(gateway).send(MESSAGE).state == state


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def trusted(identity: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As an operator would trust the certificate of the county's own mail server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(identity))
    return identity


def mail(port: int, password: bytes = PASSWORD, tls: str = "starttls") -> Mail:
    sender = "notice@lianxin.example"
    smtp = Smtp("127.0.0.1", port, tls, USER.decode(), password.decode(), sender)
    return Mail(smtp, "https://lianxin.example", lambda: NOW)


def test_a_letter_goes_by_starttls_and_says_nothing_but_how_many(trusted: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, trusted) as port:
        assert mail(port).send(MESSAGE) == Outcome("sent", "queued as 1")
    [letter] = mailbox.letters
    assert mailbox.senders == ["notice@lianxin.example"]
    assert letter["To"] == MESSAGE.email and letter["Subject"] == "连心：您有新消息"
    assert letter["Message-ID"] == f"<{MESSAGE.id}@lianxin>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "3 条新消息" in text and "https://lianxin.example" in text
    assert MESSAGE.phone not in letter.as_string()


def test_a_code_goes_by_letter(trusted: Path) -> None:
    use_secret(SECRET.encode())
    mailbox = Mailbox()
    asked = Message(**{**MESSAGE.__dict__, "purpose": "code", "language": "en"})
    with mail_server(mailbox, trusted) as port:
        assert mail(port).send(asked).state == "sent"
    assert (
        email_code(MESSAGE.account_id, "meng@example.com", NOW) in mailbox.letters[0].get_content()
    )
    assert mailbox.letters[0]["Subject"] == "Lianxin: your code"


@pytest.mark.parametrize(
    ("answer", "state"),
    [("250 fine", "sent"), ("451 later", "failed"), ("554 spam", "failed"), ("hang up", "unsure")],
)
def test_what_the_mail_server_says_to_the_text(trusted: Path, answer: str, state: str) -> None:
    with mail_server(Mailbox(answer=answer), trusted) as port:
        assert mail(port).send(MESSAGE).state == state


def test_a_recipient_who_is_refused(trusted: Path) -> None:
    mailbox = Mailbox(refused="550 no such user")
    with mail_server(mailbox, trusted) as port:
        assert mail(port).send(MESSAGE) == Outcome("failed", error="smtp_550")
    assert mailbox.letters == []


def test_a_wrong_password_sends_nothing(trusted: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, trusted) as port:
        outcome = mail(port, b"wrong").send(MESSAGE)
    assert (outcome.state, outcome.error) == ("failed", "SMTPAuthenticationError")
    assert mailbox.letters == []


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(identity: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, identity) as port:
        outcome = mail(port).send(MESSAGE)
    assert (outcome.state, outcome.error) == ("failed", "SSLCertVerificationError")
    assert mailbox.letters == []


def test_a_mail_server_that_is_not_there() -> None:
    outcome = mail(free_port()).send(MESSAGE)
    assert (outcome.state, outcome.down) == ("failed", True)
