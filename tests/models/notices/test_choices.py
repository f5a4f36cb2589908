"""Choosing how to be told, and proving that an address is one's own."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts.tables import Account
from models.notices.choices import (
    CODE_WINDOW,
    ChannelClosed,
    CodeWrong,
    EmailWrong,
    choice_of,
    choose,
    confirm_email,
    email_code,
)
from models.notices.deliveries import take
from models.notices.quiet import is_quiet
from models.notices.tables import QUIET_FROM, QUIET_TO, Delivery, Notice
from tests.models.care.village import NOON, Village

QUIET = (dt.time(22), dt.time(6))
ADDRESS = "meng@example.com"


@pytest.fixture
def account(session: Session) -> Account:
    return Village(session).login("volunteer")


def chosen(session: Session, account: Account, *channels: str, email: str | None = None) -> None:
    choose(session, account.id, channels, email, QUIET, NOON, open_to=("email", "sms"))
    session.flush()


def test_nothing_chosen_is_quiet_at_night(session: Session, account: Account) -> None:
    choice = choice_of(session, account.id)
    assert (choice.channels, choice.quiet_from, choice.quiet_to) == ([], QUIET_FROM, QUIET_TO)


def test_a_choice_is_kept_and_changed(session: Session, account: Account) -> None:
    chosen(session, account, "sms")
    chosen(session, account)
    choice = choice_of(session, account.id)
    assert (choice.channels, choice.quiet_from) == ([], QUIET[0])


def test_a_channel_that_is_not_open(session: Session, account: Account) -> None:
    with pytest.raises(ChannelClosed):
        chosen(session, account, "wecom")


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "a b@c.de", "a@c.de\nBcc: x@y.zz", "<a@c.de>", "a@c.de,b@c.de", "x" * 260],
)
def test_what_is_no_address(session: Session, account: Account, text: str) -> None:
    with pytest.raises(EmailWrong):
        chosen(session, account, "email", email=text)


def test_e_mail_wants_an_address(session: Session, account: Account) -> None:
    with pytest.raises(EmailWrong):
        chosen(session, account, "email")


def test_an_address_counts_once_its_code_has_been_entered(
    session: Session, account: Account
) -> None:
    chosen(session, account, "email", email=ADDRESS)
    message = take(session, "email", NOON)
    assert message is not None and (message.purpose, message.email) == ("code", ADDRESS)
    code = email_code(account.id, ADDRESS, NOON)
    with pytest.raises(CodeWrong):
        confirm_email(session, account.id, f"{(int(code) + 1) % 10**6:06d}", NOON)
    confirm_email(session, account.id, code, NOON + CODE_WINDOW)
    assert choice_of(session, account.id).email_confirmed_at is not None


def test_a_code_grows_old_and_is_for_one_address(session: Session, account: Account) -> None:
    chosen(session, account, "email", email=ADDRESS)
    code = email_code(account.id, ADDRESS, NOON)
    with pytest.raises(CodeWrong):
        confirm_email(session, account.id, code, NOON + 2 * CODE_WINDOW)
    other, later = "other@example.com", NOON + dt.timedelta(minutes=1)
    choose(session, account.id, ["email"], other, QUIET, later, open_to=("email",))
    with pytest.raises(CodeWrong):
        confirm_email(session, account.id, code, NOON)


def test_another_address_is_to_be_confirmed_anew(session: Session, account: Account) -> None:
    chosen(session, account, "email", email=ADDRESS)
    confirm_email(session, account.id, email_code(account.id, ADDRESS, NOON), NOON)
    chosen(session, account, "email", email=ADDRESS)
    assert choice_of(session, account.id).email_confirmed_at is not None
    assert len(session.scalars(select(Delivery)).all()) == 1
    later = NOON + dt.timedelta(minutes=1)
    choose(session, account.id, ["email"], "b@example.com", QUIET, later, open_to=("email",))
    assert choice_of(session, account.id).email_confirmed_at is None
    assert session.scalars(select(Notice.read_at)).all() == [NOON, later]


def test_the_address_is_sealed(session: Session, account: Account) -> None:
    chosen(session, account, "email", email=ADDRESS)
    session.flush()
    raw = session.connection().exec_driver_sql("SELECT email FROM notice_choice").scalar_one()
    assert ADDRESS.encode() not in bytes(raw)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "quiet"),
    [
        (21, 7, 23, True),
        (21, 7, 6, True),
        (21, 7, 7, False),
        (21, 7, 12, False),
        (9, 17, 9, True),
        (9, 17, 17, False),
        (8, 8, 8, False),
    ],
)
def test_hours_over_midnight(begins: int, ends: int, hour: int, quiet: bool) -> None:
    now = NOON.replace(hour=(hour - 8) % 24)
    assert is_quiet(dt.time(begins), dt.time(ends), now) is quiet
