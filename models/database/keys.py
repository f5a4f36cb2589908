"""Keys drawn from the one secret; each purpose has its own, so that one leak opens one door."""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32

_secret: bytes | None = None


class SecretMissing(Exception):
    """A key was asked for before the process was given its secret."""


def use_secret(secret: bytes) -> None:
    """Give this process its secret; called once at start, before any row is read."""
    global _secret
    _secret = secret
    key_for.cache_clear()


@lru_cache
def key_for(purpose: str) -> bytes:
    """The 32-byte key of a purpose, by HKDF-SHA256 (RFC 5869) from the secret."""
    if _secret is None:
        raise SecretMissing("use_secret() has not been called in this process")
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(_secret)
