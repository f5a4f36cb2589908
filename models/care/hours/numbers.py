"""Numbers of certificates: nobody guesses one, and a slip of the pen is noticed at once."""

import re
import secrets

DIGITS = 16


def new_number() -> str:
    """Fifteen digits by lot (ten to the fifteen of them) and a check digit."""
    body = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    return body + str(check_digit(body))


def check_digit(body: str) -> int:
    """ISO 7064 MOD 11,10: every wrong digit and nearly every swap of two is noticed."""
    product = 10
    for sign in body:
        total = (int(sign) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def read_number(text: str) -> str | None:
    """The sixteen digits of what somebody typed, with or without gaps; None where it is none."""
    number = re.sub(r"[\s\-–—]", "", text)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", number):
        return None
    return number if check_digit(number[:-1]) == int(number[-1]) else None


def spaced(number: str) -> str:
    """1234 5678 9012 3456, as it is printed."""
    return " ".join(number[start : start + 4] for start in range(0, DIGITS, 4))
