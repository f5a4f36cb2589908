"""Passwords, locks, scope and the first administrator, below any page."""

import datetime as dt
import statistics
import time
import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.accounts import demo
from models.accounts.first import AlreadyAdministered, NoCounty, first_administrator
from models.accounts.joining import CodeUnknown, join, readable_code
from models.accounts.locks import FAILURES, LOCKED_FOR
from models.accounts.login import change_password, sign_in
from models.accounts.manage import Links, open_account, reset_password
from models.accounts.passwords import PasswordWeak, check_password, matches
from models.accounts.phone import PhoneMalformed, plain_phone
from models.accounts.roles import MANAGES, ROLES, managed_by
from models.accounts.scope import Scope, scope_of
from models.accounts.sessions import begin, sessions_of
from models.accounts.tables import Account, FailedSignIn, Grant
from models.people.tables import Organisation
from models.places.tables import Place

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
PHONE, PASSWORD = "13800001111", "a walk to the market at dawn"


@pytest.fixture
def places(session: Session) -> dict[str, Place]:
    top = Place(kind="county", name="千山县", path="61/")
    session.add(top)
    session.flush()
    low = [
        Place(kind="community", name=name, path=path, parent_id=top.id)
        for name, path in (("甲", "61/1/"), ("乙", "61/2/"), ("丙", "61/1_/"))
    ]
    session.add_all(low)
    session.flush()
    return {place.path: place for place in (top, *low)}


@pytest.fixture
def account(session: Session, places: dict[str, Place]) -> Account:
    made = open_account(
        session, name="张三", phone=PHONE, password=PASSWORD, links=Links(), now=NOW
    )
    made.grants.append(Grant(role="volunteer", place=places["61/1/"]))
    session.flush()
    return made


def test_five_failures_lock_for_fifteen_minutes(session: Session, account: Account) -> None:
    for _ in range(FAILURES):
        assert sign_in(session, PHONE, "wrong password", NOW) is None
    assert sign_in(session, PHONE, PASSWORD, NOW + LOCKED_FOR - dt.timedelta(seconds=1)) is None
    assert sign_in(session, PHONE, PASSWORD, NOW + LOCKED_FOR) is account


def test_a_good_sign_in_forgets_the_failures(session: Session, account: Account) -> None:
    for _ in range(FAILURES - 1):
        sign_in(session, PHONE, "wrong password", NOW)
    assert sign_in(session, PHONE, PASSWORD, NOW) is account
    assert sign_in(session, PHONE, "wrong password", NOW) is None
    assert sign_in(session, PHONE, PASSWORD, NOW) is account


def test_an_unknown_phone_takes_as_long_as_a_wrong_password(
    session: Session, account: Account
) -> None:
    def seconds(phone: str) -> float:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            sign_in(session, phone, "wrong", NOW)
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    known, unknown, malformed = seconds(PHONE), seconds("13900000000"), seconds("nonsense")
    assert min(unknown, malformed) > known / 3


def test_whoever_guesses_the_same_is_written_down(session: Session, account: Account) -> None:
    for phone in (PHONE, "13900000000", "nonsense"):
        sign_in(session, phone, "wrong", NOW, "10.0.0.1")
    found = session.scalars(select(FailedSignIn).order_by(FailedSignIn.id)).all()
    assert [one.account_id for one in found] == [account.id, None, None]
    assert {(one.kind, one.address) for one in found} == {("password", "10.0.0.1")}


def test_a_new_password_ends_the_sessions(session: Session, account: Account) -> None:
    account.demo = True
    begin(session, account.id, NOW, device="other/other", address=None)
    change_password(session, account.id, PASSWORD, "the river in the morning", NOW)
    assert sessions_of(session, account.id, NOW) == []
    assert not account.demo
    assert sign_in(session, PHONE, PASSWORD, NOW) is None


def test_what_is_kept_of_a_password_is_argon2id(account: Account) -> None:
    assert account.password_hash.startswith("$argon2id$")
    assert matches(account.password_hash, PASSWORD)
    assert not matches(None, PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        *("short", "1234567890", "aaaaaaaaaaaa", "my13800001111!", "我是张三我爱你们呀", "x" * 129),
        *(
            "Lianxin@2026",
            "志愿者社区2026888",
            "qianshan县甲社区",
            "千山县甲20261120",
            "ｐａｓｓｗｏｒｄ１２３",
        ),
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordWeak):
        check_password(password, "张三", PHONE, ["千山县", "甲", "qianshan"])


def test_a_sentence_is_a_good_password_without_signs_or_digits() -> None:
    check_password("春天我们一起去爬南山看花", "张三", PHONE)
    check_password(readable_code(), "张三", PHONE)


@pytest.mark.parametrize("text", ["138 0000 1111", "+86 138-0000-1111", "１３８００００１１１１"])
def test_phones_meet_however_they_are_written(text: str) -> None:
    assert plain_phone(text) == PHONE


@pytest.mark.parametrize("text", ["", "12800001111", "1380000111", "138000011112", "029-8888888"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(PhoneMalformed):
        plain_phone(text)


def _scope(*grants: tuple[str, str]) -> Scope:
    return Scope(account_id=uuid.uuid4(), name="x", grants=frozenset(grants))


def test_scope_lets_through_its_own_prefix_only(session: Session, places: dict[str, Place]) -> None:
    def seen(scope: Scope, *roles: str) -> set[str]:
        return set(session.scalars(select(Place.path).where(scope.within(roles or None))))

    assert seen(_scope(("county", "61/"))) == set(places)
    assert seen(_scope(("community", "61/1/"))) == {"61/1/"}
    assert seen(_scope(("community", "61/1_/"))) == {"61/1_/"}, "an underscore is no wildcard"
    assert seen(_scope(("community", "61/1/"), ("volunteer", "61/2/")), "community") == {"61/1/"}
    assert seen(_scope()) == set()


def test_scope_covers_and_joins_paths() -> None:
    scope = _scope(("community", "61/1/"), ("volunteer", "61/1/G2/"), ("volunteer", "61/2/"))
    assert scope.paths() == ("61/1/", "61/2/")
    assert scope.covers("61/1/G9/")
    assert not scope.covers("61/1/G9/", roles=("volunteer",))
    assert not _scope().covers("61/")


def test_scope_follows_the_grants(session: Session, account: Account) -> None:
    assert scope_of(account).grants == {("volunteer", "61/1/")}


def test_nobody_manages_a_role_that_may_manage_him() -> None:
    for role in MANAGES:
        for managed in MANAGES[role] - {role}:
            assert role not in managed_by(frozenset({managed})), (role, managed)
    assert managed_by(frozenset(MANAGES)) == set(ROLES)


def test_a_code_sets_a_password_once_and_for_seven_days(session: Session, account: Account) -> None:
    made = reset_password(session, _scope(("community", "61/1/")), account.id, NOW)
    assert sign_in(session, PHONE, PASSWORD, NOW) is None, "the one before is worth nothing"
    assert sign_in(session, PHONE, made.code, NOW) is None, "the code itself is no password"
    with pytest.raises(CodeUnknown):
        join(session, made.code, "the river in the morning", NOW + dt.timedelta(days=7))
    with pytest.raises(PasswordWeak):
        join(session, made.code, "short", NOW)
    typed = made.code.replace("-", " ").upper()
    assert join(session, typed, "the river in the morning", NOW) is account
    assert account.one_time_until is None
    with pytest.raises(CodeUnknown):
        join(session, made.code, "the river at noon", NOW)
    assert sign_in(session, PHONE, "the river in the morning", NOW) is account


def test_the_code_is_kept_as_a_hash(session: Session, account: Account) -> None:
    made = reset_password(session, _scope(("community", "61/1/")), account.id, NOW)
    assert account.code_hash is not None
    assert made.code.replace("-", "").encode() not in account.code_hash


def test_the_first_administrators_are_two(session: Session, places: dict[str, Place]) -> None:
    made = first_administrator(session, "王五", "13700000000", NOW).account
    assert scope_of(made).grants == {("administrator", "61/")}
    first_administrator(session, "赵六", "13700000001", NOW)
    with pytest.raises(AlreadyAdministered):
        first_administrator(session, "孙七", "13700000002", NOW)


def test_no_administrator_without_a_county(session: Session) -> None:
    with pytest.raises(NoCounty):
        first_administrator(session, "王五", "13700000000", NOW)


def test_demo_accounts_one_per_role_and_gone_outside_the_demo(
    session: Session, places: dict[str, Place]
) -> None:
    told = demo.open_demo_accounts(session, NOW)
    assert [one.role for one in told] == list(ROLES)
    assert [one.phone for one in demo.open_demo_accounts(session, NOW)] == [
        one.phone for one in told
    ]
    first = sign_in(session, told[0].phone, told[0].password, NOW)
    assert first is not None
    change_password(session, first.id, demo.PASSWORD, "the river in the morning", NOW)
    demo.close_demo_accounts(session)
    session.expire_all()
    active = session.scalars(select(Account).where(Account.status == "active")).all()
    assert active == [first]
    assert len(demo.open_demo_accounts(session, NOW)) == len(ROLES) - 1


def test_the_demo_of_a_pairing_unit_stands_for_one(
    session: Session, places: dict[str, Place]
) -> None:
    club = Organisation(name="老街志愿队")
    session.add(club)
    session.flush()
    demo.open_demo_accounts(session, NOW)
    found = {
        account.grants[0].role: account.organisation_id
        for account in session.scalars(select(Account).where(Account.organisation_id.is_not(None)))
    }
    unit = session.scalars(select(Organisation).where(Organisation.kind == "pairing_unit")).one()
    assert found == {"organisation": club.id, "pairing_unit": unit.id}
