"""A sealed file: whatever is done to it is noticed, at the latest at its end."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from models.database.chunks import (
    CHUNK_BYTES,
    HEAD_BYTES,
    FileUnreadable,
    opened_chunks,
    sealed_chunks,
)
from models.database.ciphers import CIPHERS, TAG_BYTES
from models.database.keys import use_secret
from tests.conftest import SECRET

SIZE = CHUNK_BYTES + TAG_BYTES
# Two whole chunks and a bit.
CLEAR = b"0123456789abcdef" * (CHUNK_BYTES // 8) + b"the end"


@pytest.fixture(autouse=True)
def secret() -> Iterator[None]:
    use_secret(SECRET.encode())
    yield
    use_secret(SECRET.encode())


def _sealed(clear: bytes = CLEAR, cipher: str = "aes", passphrase: bytes | None = None) -> bytes:
    pieces = (clear[at : at + 700_001] for at in range(0, len(clear), 700_001))
    return b"".join(sealed_chunks(pieces, cipher, passphrase))


def _opened(whole: bytes, passphrase: bytes | None = None) -> bytes:
    return b"".join(opened_chunks(BytesIO(whole), passphrase))


@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("passphrase", [None, b"a passphrase"])
@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES, 2 * CHUNK_BYTES, len(CLEAR)])
def test_what_goes_in_comes_out(cipher: str, passphrase: bytes | None, length: int) -> None:
    assert _opened(_sealed(CLEAR[:length], cipher, passphrase), passphrase) == CLEAR[:length]


def _shown(head: bytes, first: bytes, second: bytes, last: bytes) -> dict[str, bytes]:
    return {
        "a byte": head + first + bytes([second[0] ^ 1]) + second[1:] + last,
        "its head": head[:-1] + bytes([head[-1] ^ 1]) + first + second + last,
        "its cipher": head[:17] + bytes([head[17] ^ 1]) + head[18:] + first + second + last,
        "the order": head + second + first + last,
        "a chunk twice": head + first + first + second + last,
        "a chunk less": head + first + last,
        "without its end": head + first + second,
        "cut within a chunk": head + first + second[:-1],
        "without anything": head,
        "something more": head + first + second + last + b"\0",
        "a chunk more": head + first + second + last + last,
    }


def test_whatever_is_changed_is_noticed() -> None:
    whole = _sealed()
    ends = [HEAD_BYTES, HEAD_BYTES + SIZE, HEAD_BYTES + 2 * SIZE, len(whole)]
    parts = [whole[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    assert _opened(b"".join(parts)) == CLEAR
    for what, spoilt in _shown(*parts).items():
        with pytest.raises(FileUnreadable):
            _opened(spoilt)
            pytest.fail(what)


def test_a_chunk_of_another_file_does_not_fit() -> None:
    one, other = _sealed(), _sealed()
    with pytest.raises(FileUnreadable):
        _opened(one[:HEAD_BYTES] + other[HEAD_BYTES:])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: b"PK" + whole, "不是本系统"),
        (lambda whole: whole[:20], "不是本系统"),
        (lambda whole: b"", "不是本系统"),
    ],
)
def test_a_strange_file_is_told_apart(spoil: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(FileUnreadable, match=said):
        _opened(spoil(_sealed(b"x")))


def test_by_secret_or_by_passphrase_and_only_by_the_same() -> None:
    by_secret, by_word = _sealed(b"x"), _sealed(b"x", passphrase=b"word")
    with pytest.raises(FileUnreadable, match="另一种"):
        _opened(by_secret, b"word")
    with pytest.raises(FileUnreadable, match="另一种"):
        _opened(by_word)
    with pytest.raises(FileUnreadable, match="口令不对"):
        _opened(by_word, b"another word")
    use_secret(b"another secret of thirty-two signs")
    assert _opened(by_word, b"word") == b"x"
    with pytest.raises(FileUnreadable, match="主密钥"):
        _opened(by_secret)
