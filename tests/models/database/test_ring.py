"""The ring: which key seals, which opens, what outlives the secret, who may touch it."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from models.database import ring
from models.database.ciphers import CIPHERS
from models.database.engine import transaction
from models.database.keys import key_for, use_secret
from models.database.making import FROM_BEFORE, begin, new_column_key, wrap_again
from models.database.ring import KeyUnknown, RingMissing, SecretWrong, lasting_key, read_ring
from models.database.sealed import lookup_hash, seal, unseal
from tests.conftest import SECRET

NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
OTHER = b"another secret of thirty-two signs"


@pytest.fixture
def owned(owner: Engine, app_engine: Engine) -> Iterator[Connection]:
    """A connection as the owner, undone after; what this process learned of it is forgotten."""
    with owner.connect() as connection:
        whole = connection.begin()
        yield connection
        whole.rollback()
    use_secret(SECRET.encode())
    ring.use_ring(lambda: app_engine)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_value_tells_its_key_and_opens_in_its_own_column_only(
    owned: Connection, cipher: str
) -> None:
    before = seal("张桂兰".encode(), "person.phone")
    number = new_column_key(owned, cipher, NOW)
    ring.learn(owned)
    after = seal("张桂兰".encode(), "person.phone")
    assert (before[0], after[0]) == (number - 1, number)
    assert {unseal(one, "person.phone").decode() for one in (before, after)} == {"张桂兰"}
    for moved in (before, after):
        with pytest.raises(InvalidTag):
            unseal(moved, "person.door")
    with pytest.raises(InvalidTag):
        unseal(after[:-1] + bytes([after[-1] ^ 1]), "person.phone")


def test_sm4_gives_what_the_standard_gives() -> None:
    """RFC 8998, appendix A.1."""
    key, nonce = (
        bytes.fromhex("0123456789abcdeffedcba9876543210"),
        bytes.fromhex("00001234567800000000abcd"),
    )
    label = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    clear = b"".join(
        bytes([digit]) * 8 for digit in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA)
    )
    sealed = CIPHERS["sm4"].encrypt(key, nonce, clear, label)
    assert sealed.hex().endswith("83de3541e4c2b58177e065a9bf7b62ec")
    assert CIPHERS["sm4"].decrypt(key, nonce, sealed, label) == clear


def test_what_was_sealed_before_there_was_a_ring_still_opens(owned: Connection) -> None:
    old = bytes([1]) + CIPHERS["aes"].seal(key_for("column:1"), b"x", b"person.phone")
    assert unseal(old, "person.phone") == b"x"
    for purpose in FROM_BEFORE:
        assert lasting_key(purpose) == key_for(purpose)


def test_another_secret_wraps_the_ring_again_and_nothing_else_changes(owned: Connection) -> None:
    sealed, hashed = seal(b"x", "person.phone"), lookup_hash("13800001234", "person.phone")
    fresh = lasting_key("a purpose of tomorrow")
    assert wrap_again(owned, SECRET.encode(), OTHER)
    assert not wrap_again(owned, SECRET.encode(), OTHER)
    ring.learn(owned)
    assert unseal(sealed, "person.phone") == b"x"
    assert lookup_hash("13800001234", "person.phone") == hashed
    assert lasting_key("a purpose of tomorrow") == fresh
    use_secret(SECRET.encode())
    with pytest.raises(SecretWrong, match="主密钥"):
        read_ring(owned)
    with pytest.raises(SecretWrong):
        wrap_again(owned, b"neither the one nor the other secret", SECRET.encode())


def test_a_wrong_secret_is_noticed_at_the_start(owned: Connection) -> None:
    use_secret(OTHER)
    count = text("SELECT count(*) FROM data_key")
    before = owned.scalar(count)
    with pytest.raises(SecretWrong):
        begin(owned, "aes", NOW)
    # A key wrapped by another secret than the rest would shut everybody out.
    with pytest.raises(SecretWrong):
        new_column_key(owned, "aes", NOW)
    assert owned.scalar(count) == before


def test_keys_cannot_change_places(owned: Connection) -> None:
    number = new_column_key(owned, "aes", NOW)
    moved = text(
        "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key"
        " WHERE purpose = 'column' AND number = :n - 1) WHERE purpose = 'column' AND number = :n"
    )
    owned.execute(moved, {"n": number})
    with pytest.raises(SecretWrong):
        read_ring(owned)


def test_without_its_key_or_a_ring_it_is_said(owned: Connection) -> None:
    with pytest.raises(KeyUnknown, match="200"):
        unseal(bytes([200]) + bytes(40), "person.phone")
    owned.execute(text("DELETE FROM data_key"))
    with pytest.raises(RingMissing, match=r"jobs\.migrate"):
        read_ring(owned)


@pytest.mark.parametrize("change", ["DELETE FROM data_key", "UPDATE data_key SET number = 9"])
def test_the_application_only_reads_it(app_engine: Engine, change: str) -> None:
    with app_engine.connect() as connection, pytest.raises(ProgrammingError, match="permission"):
        connection.execute(text(change))


def test_what_is_only_added_can_be_sealed_anew_and_not_changed(owner: Engine) -> None:
    """An update of no row tells nothing, so the trigger is asked on a table of the same kind."""
    with owner.connect() as connection, connection.begin() as whole:
        connection.execute(text("CREATE TABLE added (id int, agreed bytea)"))
        connection.execute(
            text(
                "CREATE TRIGGER only_sealed BEFORE UPDATE ON added FOR EACH ROW"
                " EXECUTE FUNCTION refuse_all_but_sealing('agreed')"
            )
        )
        connection.execute(text("INSERT INTO added VALUES (1, 'x')"))
        for change in ("agreed = 'y'", "id = 2"):
            _refused(connection, change)
        connection.execute(text("SET LOCAL lianxin.sealing = 'on'"))
        connection.execute(text("UPDATE added SET agreed = 'y'"))
        _refused(connection, "id = 2, agreed = 'z'")
        whole.rollback()


def _refused(connection: Connection, change: str) -> None:
    with pytest.raises(ProgrammingError, match="only ever added"), connection.begin_nested():
        connection.execute(text(f"UPDATE added SET {change}"))


def test_every_transaction_follows_a_new_key(owner: Engine, engine: Engine) -> None:
    """Whoever only writes, and so never meets a value of the new key, learns of it too."""
    with transaction(engine):
        known = seal(b"x", "person.phone")[0]
    with owner.begin() as connection:
        number = new_column_key(connection, "aes", NOW)
    try:
        assert number == known + 1
        seen: list[int] = []

        def write() -> None:
            with transaction(engine):
                seen.append(seal(b"x", "person.phone")[0])

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [number] * 4
    finally:
        with owner.begin() as connection:
            last = text("DELETE FROM data_key WHERE purpose = 'column' AND number = :n")
            connection.execute(last, {"n": number})
        ring.use_ring(lambda: engine)
