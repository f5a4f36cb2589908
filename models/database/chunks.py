"""A file sealed chunk by chunk: nothing in it can be changed, left out, moved or cut off unseen.

Each file has a key of its own. A chunk's number and whether it is the last one stand in its nonce
(STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015), the head of the file in what is bound in.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import count
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from models.database.ciphers import CIPHERS, NONCE_BYTES, TAG_BYTES
from models.database.keys import key_for

MAGIC = b"lianxin backup 1\n"
CHUNK_BYTES = 1 << 20
SALT_BYTES = 16
HEAD_BYTES = len(MAGIC) + 2 + SALT_BYTES
NAMES = tuple(sorted(CIPHERS))
# RFC 7914: 64 MB and a few tenths of a second for each guess at a passphrase.
SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}


class FileUnreadable(Exception):
    """The file is no backup, was changed or cut off, or the key is another one."""


def sealed_chunks(
    pieces: Iterable[bytes], cipher: str, passphrase: bytes | None
) -> Iterator[bytes]:
    """The bytes of the file, part by part, for ``pieces`` of any length.

    The key is drawn from the passphrase, or where there is none from the secret.
    """
    head = MAGIC + bytes([NAMES.index(cipher), passphrase is not None]) + os.urandom(SALT_BYTES)
    key = _key(head, passphrase)
    yield head
    for number, (chunk, last) in enumerate(_even(pieces)):
        yield CIPHERS[cipher].encrypt(key, _nonce(number, last), chunk, head)


def opened_chunks(file: BinaryIO, passphrase: bytes | None) -> Iterator[bytes]:
    """The bytes that went in. Raises ``FileUnreadable``, at the latest where the file ends."""
    head = file.read(HEAD_BYTES)
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC) or head[len(MAGIC)] >= len(NAMES):
        raise FileUnreadable("这不是本系统的备份文件")
    if head[len(MAGIC) + 1] != (passphrase is not None):
        raise FileUnreadable("这个备份是用另一种方式加密的：请检查要不要给出口令文件")
    cipher, key = CIPHERS[NAMES[head[len(MAGIC)]]], _key(head, passphrase)
    chunk = file.read(CHUNK_BYTES + TAG_BYTES)
    for number in count():
        ahead = file.read(CHUNK_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(key, _nonce(number, last=not ahead), chunk, head)
        except InvalidTag:
            raise FileUnreadable(
                "备份文件打不开：主密钥或口令不对，或者文件被改动过、不完整"
            ) from None
        if not ahead:
            return
        chunk = ahead


def _even(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in chunks of one length, the last one shorter and marked."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES]), False
            del held[:CHUNK_BYTES]
    yield bytes(held), True


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1) + bytes([last])


def _key(head: bytes, passphrase: bytes | None) -> bytes:
    """The key of one file, as long as its cipher wants it."""
    size, salt = CIPHERS[NAMES[head[len(MAGIC)]]].key_bytes, head[-SALT_BYTES:]
    if passphrase is None:
        return HKDF(SHA256(), size, salt=salt, info=b"backup").derive(key_for("backup"))
    return Scrypt(salt, size, **SCRYPT).derive(passphrase)
