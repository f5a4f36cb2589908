"""How we and the SMS gateway know each other's requests."""

import hmac
from hashlib import sha256


def signature(secret: str, at: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 over time and body: nobody can change one, or send it later."""
    return hmac.new(secret.encode(), at.encode() + b"\n" + body, sha256).hexdigest()
