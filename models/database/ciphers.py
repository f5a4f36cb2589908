"""The two ciphers that may seal: AES-256-GCM, and SM4-GCM (GB/T 32907) where that is asked for."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptography.hazmat.primitives.ciphers import Cipher as OpenSslCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

NONCE_BYTES = 12
TAG_BYTES = 16
# Key, nonce, text, what is bound in without being kept.
Turn = Callable[[bytes, bytes, bytes, bytes], bytes]


@dataclass(frozen=True)
class Cipher:
    """An authenticated cipher; ``key_bytes`` of whatever key is given are used.

    ``decrypt`` raises ``cryptography.exceptions.InvalidTag`` for a wrong key, label or text.
    """

    key_bytes: int
    encrypt: Turn
    decrypt: Turn

    def seal(self, key: bytes, clear: bytes, label: bytes) -> bytes:
        """A fresh nonce, the text, its tag."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.encrypt(key[: self.key_bytes], nonce, clear, label)

    def unseal(self, key: bytes, sealed: bytes, label: bytes) -> bytes:
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self.decrypt(key[: self.key_bytes], nonce, rest, label)


def _aes_encrypt(key: bytes, nonce: bytes, clear: bytes, label: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, clear, label)


def _aes_decrypt(key: bytes, nonce: bytes, sealed: bytes, label: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, label)


def _sm4_encrypt(key: bytes, nonce: bytes, clear: bytes, label: bytes) -> bytes:
    turn = OpenSslCipher(SM4(key), GCM(nonce)).encryptor()
    turn.authenticate_additional_data(label)
    return turn.update(clear) + turn.finalize() + turn.tag


def _sm4_decrypt(key: bytes, nonce: bytes, sealed: bytes, label: bytes) -> bytes:
    text, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    turn = OpenSslCipher(SM4(key), GCM(nonce, tag.rjust(TAG_BYTES, b"\0"))).decryptor()
    turn.authenticate_additional_data(label)
    return turn.update(text) + turn.finalize()


CIPHERS: Mapping[str, Cipher] = MappingProxyType(
    {"aes": Cipher(32, _aes_encrypt, _aes_decrypt), "sm4": Cipher(16, _sm4_encrypt, _sm4_decrypt)}
)
