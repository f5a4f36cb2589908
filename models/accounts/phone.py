"""Telephone numbers as people write them and as they are looked up."""

import re
import unicodedata

from matcher.said import Said
from models.database.refused import Refused
from models.database.sealed import lookup_hash

_MOBILE = re.compile(r"1[3-9]\d{9}")


class PhoneMalformed(Refused):
    """The text is not a mobile number of mainland China."""

    code = "phone_malformed"


def plain_phone(text: str) -> str:
    """The 11 digits of a mobile number, full-width digits, blanks and +86 taken away."""
    digits = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+86|0086|86)(?=1)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise PhoneMalformed(Said("手机号应是 11 位数字，以 1 开头。"))
    return digits


def phone_hash(plain: str) -> bytes:
    """The look-up hash of an account's number."""
    return lookup_hash(plain, "account.phone")
