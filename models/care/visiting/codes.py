"""The four digits with which a resident says that the visitor was there.

Drawn from a key of the ring and the claim, so they are kept nowhere: not in a row, not on a phone.
They end with the claim, and the few wrong tries are counted where they cannot be forgotten.
"""

import datetime as dt
import hmac
import unicodedata
import uuid
from hashlib import sha256

from models.care.visiting.tables import Proof
from models.database.ring import lasting_key

DIGITS = 4
TRIES = 5


def code_of(claim_id: uuid.UUID) -> str:
    """The code of one claim, for the resident's card and page; never for the helper's."""
    drawn = hmac.new(lasting_key("visit.code"), claim_id.bytes, sha256).digest()
    return f"{int.from_bytes(drawn[:8]) % 10**DIGITS:0{DIGITS}d}"


def try_code(proof: Proof, code: str, now: dt.datetime) -> bool:
    """Whether the code is right; ``proof`` is locked. A wrong one counts, the last asks for a call.

    After ``TRIES`` wrong ones not even the right one is taken.
    """
    if proof.code_at is not None:
        return True
    if proof.tries >= TRIES:
        return False
    plain = unicodedata.normalize("NFKC", code).strip()
    if hmac.compare_digest(plain.encode(), code_of(proof.claim_id).encode()):
        proof.code_at = now
        return True
    proof.tries += 1
    if proof.tries >= TRIES and proof.call_asked_at is None:
        proof.call_asked_at = now
    return False
