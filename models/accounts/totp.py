"""One-time codes by the clock: HOTP (RFC 4226) over steps of 30 seconds (RFC 6238)."""

import base64
import datetime as dt
import hmac
import secrets
from hashlib import sha1
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
# Clocks of telephones go wrong by less than a step to either side.
WINDOW = 1
SECRET_BYTES = 20


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(now: dt.datetime) -> int:
    return int(now.timestamp()) // SECONDS


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a base32 secret in one step, with its leading zeros."""
    key = base64.b32decode(secret)
    found = hmac.new(key, step.to_bytes(8, "big"), sha1).digest()
    at = found[-1] & 0x0F
    number = int.from_bytes(found[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}}"


def step_of(secret: str, code: str, now: dt.datetime, after: int) -> int | None:
    """The step a code belongs to, within the window and later than ``after``; None where none."""
    here = step_at(now)
    for step in range(max(here - WINDOW, after + 1), here + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address_of(secret: str, issuer: str, name: str) -> str:
    """What the QR code says to an authenticator app."""
    asked = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{asked}"
