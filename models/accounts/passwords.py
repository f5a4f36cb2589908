"""Passwords: what is accepted (NIST SP 800-63B-4: length, no composition rules) and how kept."""

import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from matcher.said import Said
from models.database.refused import Refused

LEAST = 10
MOST = 128
# Long enough to pass, and yet among the first that are tried.
_BLOCKED = frozenset(
    {
        "1234567890",
        "0123456789",
        "0987654321",
        "1122334455",
        "12345678910",
        "123123123123",
        "1472583690",
        "1234554321",
        "123456789a",
        "a123456789",
        "123456789q",
        "1qaz2wsx3edc",
        "qwertyuiop",
        "asdfghjkl1",
        "password123",
        "password1234",
        "passw0rd123",
        "iloveyou1314",
        "5201314520",
        "woaini1314",
        "woaini5201314",
        "admin12345",
        "administrator",
        "qwerty12345",
        "abc1234567",
        "abcd123456",
        "aa12345678",
        "q1w2e3r4t5",
        "zhangsan123",
        "lianxin123",
        "lianxin2026",
        "zhihuicheng",
    }
)
# What everybody here would think of first: with figures and signs alone it is no password.
_EVERYBODYS = (
    *("lianxin", "zhiyuanzhe", "zhiyuan", "shequ", "wangge", "jiuye", "bangfu", "zhongguo"),
    *("password", "passwd", "admin", "welcome", "woaini", "iloveyou", "qwerty", "asdfgh", "zxcvbn"),
    *("连心", "志愿者", "志愿", "社区", "网格", "就业", "帮扶", "中国", "密码", "我爱你", "管理员"),
)
# OWASP's choice for argon2id: 19 MiB, two passes; a sign-in takes some 30 ms of one core.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_hex(16))


class PasswordWeak(Refused):
    """The new password is too short, too long, or among those tried first."""

    code = "password_weak"


def hashed(password: str) -> str:
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right; as slow for an account that does not exist."""
    try:
        _HASHER.verify(stored or _NOBODY, unicodedata.normalize("NFC", password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def check_password(password: str, name: str, phone: str, places: Iterable[str] = ()) -> None:
    """Raise ``PasswordWeak`` when the password is not to be accepted for this person.

    ``places`` are the names of those he works for: neighbours would try them.
    """
    if len(password) < LEAST:
        raise PasswordWeak(Said("密码至少要 %(least)d 个字符，可以用一句话。", least=LEAST))
    if len(password) > MOST:
        raise PasswordWeak(Said("密码最多 %(most)d 个字符。", most=MOST))
    low = unicodedata.normalize("NFKC", password).lower()
    if low in _BLOCKED or len(set(low)) < 4:
        raise PasswordWeak(Said("这个密码太常见，容易被猜到，请换一个。"))
    if phone in low or (len(name) > 1 and name.lower() in low):
        raise PasswordWeak(Said("密码里不要出现自己的姓名或手机号。"))
    if len(set(_own_part(low, places))) < 4:
        raise PasswordWeak(Said("密码里除了数字和大家都想得到的词、地名，还要有自己的内容。"))


def _own_part(low: str, places: Iterable[str]) -> str:
    """What is left of a password without figures, signs and the words everybody knows."""
    for word in sorted((*_EVERYBODYS, *places), key=len, reverse=True):
        low = low.replace(word.lower(), "")
    return "".join(sign for sign in low if sign.isalpha())
