"""The citizen identity number (公民身份号码, GB 11643): is it one, and what it says."""

import datetime as dt
import re
from dataclasses import dataclass

from matcher.said import Said
from models.database.refused import Refused
from models.database.sealed import lookup_hash

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
LENGTH = 18
OLDEST = 1880
MALE, FEMALE = 1, 2
_NOISE = re.compile(r"[\s'‘’`\-]")


class IdNumberInvalid(Refused):
    """The text is no identity number."""

    code = "id_number_invalid"


@dataclass(frozen=True)
class Identity:
    """A number that passed every check; ``sex`` in GB/T 2261.1 (1 male, 2 female)."""

    number: str
    born_on: dt.date
    sex: int


def read_identity(text: str) -> Identity:
    """Read a number, blanks and a leading quote taken away; raises ``IdNumberInvalid``.

    Length, digits, a real date of birth and the check digit are judged; the area code is not:
    areas are renamed and split, and old numbers stay.
    """
    number = _NOISE.sub("", text).upper()
    if len(number) != LENGTH:
        raise IdNumberInvalid(Said("应为 18 位，现为 %(length)d 位", length=len(number)))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdNumberInvalid(Said("含有数字以外的字符"))
    born_on = _born_on(number[6:14])
    if check_digit(number[:17]) != number[17]:
        raise IdNumberInvalid(Said("校验位不对，可能有一位写错"))
    return Identity(number, born_on, MALE if int(number[16]) % 2 else FEMALE)


def check_digit(first_17: str) -> str:
    """The 18th sign of a number, from its first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def id_hash(number: str) -> bytes:
    """The look-up hash of a number: ``Person.id_hash``."""
    return lookup_hash(number, "person.id_number")


def person_phone_hash(phone: str) -> bytes:
    """The look-up hash of a plain telephone number: ``Person.phone_hash``."""
    return lookup_hash(phone, "person.phone")


def _born_on(digits: str) -> dt.date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        born_on = dt.date(year, month, day)
    except ValueError:
        born_on = dt.date.min
    if born_on.year < OLDEST:
        raise IdNumberInvalid(Said("其中的出生日期不存在"))
    return born_on


def age(born_on: dt.date, as_of: dt.date) -> int:
    """Whole years of age on a day."""
    had_birthday = (as_of.month, as_of.day) >= (born_on.month, born_on.day)
    return as_of.year - born_on.year - (not had_birthday)
