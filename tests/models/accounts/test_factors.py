"""Second factors: the vectors of RFC 6238, each step once, the lock, the codes on paper."""

import base64
import datetime as dt

import pytest
from sqlalchemy.orm import Session

from models.accounts import factors
from models.accounts.locks import FAILURES, LOCKED_FOR
from models.accounts.login import sign_in
from models.accounts.passwords import hashed
from models.accounts.phone import phone_hash
from models.accounts.tables import Account
from models.accounts.totp import SECONDS, code_at, step_at, step_of
from tests.county import County

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
STEP = dt.timedelta(seconds=SECONDS)
PHONE, PASSWORD = "13800001111", "a walk to the market at dawn"
# RFC 6238, appendix B: ASCII "12345678901234567890", SHA-1, eight digits.
RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert code_at(RFC, step_at(moment), digits=8) == code


@pytest.mark.parametrize(
    ("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_the_window_is_one_step(off: int, taken: bool) -> None:
    code = code_at(RFC, step_at(NOW) + off)
    assert (step_of(RFC, code, NOW, after=0) is not None) is taken


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "动态码六个字", "94287082"])
def test_what_is_no_code_opens_nothing(typed: str) -> None:
    assert step_of(RFC, typed, NOW, after=0) is None


@pytest.fixture
def account(session: Session) -> Account:
    return County(session).account(
        "community", phone=PHONE, phone_hash=phone_hash(PHONE), password_hash=hashed(PASSWORD)
    )


def code(session: Session, account: Account, now: dt.datetime) -> str:
    secret = factors.proposed(session, account.id)
    assert secret is not None
    return code_at(secret, step_at(now))


@pytest.fixture
def paper(session: Session, account: Account) -> factors.Paper:
    factors.propose(session, account.id, NOW - 10 * STEP)
    session.flush()
    before = NOW - 9 * STEP
    return factors.confirm(session, account.id, code(session, account, before), before)


def test_a_code_is_taken_once(session: Session, account: Account, paper: factors.Paper) -> None:
    now = code(session, account, NOW)
    assert factors.verify(session, account.id, now, NOW)
    assert not factors.verify(session, account.id, now, NOW)
    older = code(session, account, NOW - STEP)
    assert not factors.verify(session, account.id, older, NOW), "nor one of an earlier step"
    later = code(session, account, NOW + STEP)
    assert factors.verify(session, account.id, f" {later[:3]} {later[3:]} ", NOW + STEP)


def test_the_first_code_must_be_right(session: Session, account: Account) -> None:
    factors.propose(session, account.id, NOW)
    session.flush()
    right = code(session, account, NOW)
    with pytest.raises(factors.FactorRefused):
        factors.confirm(session, account.id, f"{(int(right) + 1) % 10**6:06}", NOW)
    assert account.second_factor_since is None
    factors.confirm(session, account.id, right, NOW)
    with pytest.raises(factors.FactorRefused):
        factors.propose(session, account.id, NOW)


def test_wrong_codes_lock_as_wrong_passwords_do(
    session: Session, account: Account, paper: factors.Paper
) -> None:
    for number in range(FAILURES):
        # The password in between forgets nothing: whoever has it could else guess on and on.
        assert sign_in(session, PHONE, PASSWORD, NOW) is account, number
        assert not factors.verify(session, account.id, "wrong", NOW)
    assert not factors.verify(session, account.id, code(session, account, NOW), NOW)
    assert sign_in(session, PHONE, PASSWORD, NOW) is None
    later = NOW + LOCKED_FOR
    assert sign_in(session, PHONE, PASSWORD, later) is account
    assert factors.verify(session, account.id, code(session, account, later), later)


def test_a_code_on_paper_stands_in_once(
    session: Session, account: Account, paper: factors.Paper
) -> None:
    assert len(set(paper.codes)) == factors.CODES
    one = paper.codes[3].replace("-", "").upper()
    assert factors.verify(session, account.id, one, NOW)
    assert not factors.verify(session, account.id, one, NOW)
    assert factors.codes_left(session, account.id) == factors.CODES - 1
    fresh = factors.renew_codes(session, account.id)
    assert not factors.verify(session, account.id, paper.codes[4], NOW)
    assert factors.verify(session, account.id, fresh.codes[0], NOW)


def test_the_secret_is_sealed_and_the_paper_hashed(
    session: Session, account: Account, paper: factors.Paper
) -> None:
    secret = factors.proposed(session, account.id)
    assert secret is not None
    session.flush()
    connection = session.connection()
    stored = connection.exec_driver_sql("SELECT secret FROM second_factor").scalar_one()
    assert secret.encode() not in bytes(stored)
    kept = connection.exec_driver_sql("SELECT code_hash FROM recovery_code").scalars()
    plain = [code.replace("-", "").encode() for code in paper.codes]
    assert not [code for code in plain for one in kept if code in bytes(one)]


def test_who_must_have_one(session: Session) -> None:
    county = County(session)
    needs = {
        role: factors.must_have(county.account(role), demo=False)
        for role in (
            "administrator",
            "community",
            "auditor",
            "grid_worker",
            "volunteer",
            "resident",
        )
    }
    assert [role for role, needed in needs.items() if not needed] == ["volunteer", "resident"]
    shown = county.account("county", demo=True)
    assert not factors.must_have(shown, demo=True)
    assert factors.must_have(shown, demo=False), "a published account outside the demo"
