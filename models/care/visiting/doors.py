"""The QR code at a door: it names the resident to us and to nobody else, and cannot be made up."""

import base64
import binascii
import hmac
import uuid
from hashlib import sha256

from matcher.said import Said
from models.care.visiting.refusals import DoorUnknown
from models.database.ring import lasting_key

# With the 16 bytes of an id a multiple of three, so that no sign of the token is left to chance.
MARK_BYTES = 14
STRANGE = Said("这个二维码不是本系统的，或已经损坏，请换用验证码，或请工作人员回访。")


def door_token(resident_id: uuid.UUID) -> str:
    """What stands in the QR code: 30 bytes, 40 signs that fit an address."""
    raw = resident_id.bytes + _mark(resident_id.bytes)
    return base64.urlsafe_b64encode(raw).decode()


def resident_behind(token: str) -> uuid.UUID:
    """The resident a token names; raises DoorUnknown for one that we did not make."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError) as fault:
        raise DoorUnknown(STRANGE) from fault
    if len(raw) != 16 + MARK_BYTES or not hmac.compare_digest(raw[16:], _mark(raw[:16])):
        raise DoorUnknown(STRANGE)
    return uuid.UUID(bytes=raw[:16])


def _mark(resident: bytes) -> bytes:
    return hmac.new(lasting_key("door.qr"), resident, sha256).digest()[:MARK_BYTES]
