"""Half-days of a week out of the words people use for them: 周三下午、周末 and the like."""

import re
import unicodedata
from dataclasses import dataclass

from matcher.care.days import AFTERNOON, EVENING, EVERY_SLOT, MORNING, PARTS, week_bit

WEEKDAY_SIGNS = "一二三四五六日"
WORKDAYS, WEEKEND, ALL_DAYS = tuple(range(5)), (5, 6), tuple(range(7))
GROUPS = (
    (re.compile(r"工作日|平日|平时"), WORKDAYS),
    (re.compile(r"周末|双休日?|礼拜天和礼拜六"), WEEKEND),
    (re.compile(r"每天|每日|天天|全周|一周七天"), ALL_DAYS),
)
ANY_TIME = re.compile(r"随时|都可以|均可|不限|全天候|任何时间")
SCHOOL_HOLIDAYS = re.compile(r"寒暑假|寒假|暑假|假期")
PART_WORDS = (
    (re.compile(r"上午|早上|早晨|清晨"), MORNING),
    (re.compile(r"下午|午后"), AFTERNOON),
    (re.compile(r"晚上|晚间|夜间|傍晚|晚"), EVENING),
)
# When a part begins and ends, in hours.
PART_HOURS = ((6.0, 12.0), (12.0, 18.0), (18.0, 23.0))
CLOCK = re.compile(r"(\d{1,2})(?:[:点](\d{2})?)?\s*[-~至到]\s*(\d{1,2})(?:[:点](\d{2})?)?")
DAY_RANGE = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天1-7])\s*[至到\-~]\s*(?:周|星期|礼拜)?([一二三四五六日天1-7])(?!\d*[:点])"
)
DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天]+|[1-7])")
BARE_DAYS = re.compile(r"^([一二三四五六日天]+)(?!个)")
NO_MORNING = re.compile(r"上午(?:不在|没人|无人|上班|不方便|不便)")
NO_AFTERNOON = re.compile(r"下午(?:不在|没人|无人|上班|不方便|不便)")


@dataclass(frozen=True)
class Week:
    """``mask``: bit weekday * 3 + part, Monday and morning first; 0 when nothing was understood."""

    mask: int
    school_holidays_only: bool = False


def read_week(text: str) -> Week:
    """The half-days named in ``text``; a day without a part means its whole day.

    A part named at the end of a list of weekdays holds for all of them (周二、周四下午).
    """
    plain = unicodedata.normalize("NFKC", text)
    holidays = bool(SCHOOL_HOLIDAYS.search(plain))
    mask, waiting = 0, set[int]()
    for clause in re.split(r"[、,;/\n]|以及|和|及", SCHOOL_HOLIDAYS.sub("", plain)):
        days, listed = _days(clause.strip(), bool(waiting))
        parts = _parts(clause)
        if parts:
            mask |= _bits(waiting | days or set(ALL_DAYS), parts)
            waiting = set()
        elif listed:
            waiting |= days
        else:
            mask |= _bits(days, set(range(PARTS)))
    mask |= _bits(waiting, set(range(PARTS)))
    if not mask and (holidays or ANY_TIME.search(plain)):
        mask = EVERY_SLOT
    return Week(mask, holidays)


def welcome_week(note: str) -> int:
    """The half-days at which a visit is welcome, after what a remark takes away."""
    mask = EVERY_SLOT
    for words, part in ((NO_MORNING, MORNING), (NO_AFTERNOON, AFTERNOON)):
        if words.search(note):
            mask &= ~_bits(set(ALL_DAYS), {part})
    return mask


def _days(clause: str, after_days: bool) -> tuple[set[int], bool]:
    """The days a clause names, and whether they stand in a list that a later part may close."""
    days: set[int] = set()
    for words, group in GROUPS:
        if words.search(clause):
            days.update(group)
    if days:
        return days, False
    spans = DAY_RANGE.findall(clause)
    for first, last in spans:
        begin, end = _number(first), _number(last)
        days.update(range(begin, end + 1) if begin <= end else (*range(begin, 7), *range(end + 1)))
    for signs in DAY.findall(DAY_RANGE.sub("", clause)):
        days.update(_number(sign) for sign in signs)
    bare = BARE_DAYS.match(clause) if after_days and not days else None
    if bare:
        days.update(_number(sign) for sign in bare.group(1))
    return days, bool(days)


def _parts(clause: str) -> set[int]:
    parts = {part for words, part in PART_WORDS if words.search(clause)}
    for first, first_minutes, last, last_minutes in CLOCK.findall(clause):
        begin = int(first) + int(first_minutes or 0) / 60
        end = int(last) + int(last_minutes or 0) / 60
        parts |= {p for p, (a, b) in enumerate(PART_HOURS) if min(b, end) - max(a, begin) >= 1}
    return parts


def _number(sign: str) -> int:
    if sign.isdecimal():
        return int(sign) - 1
    return WEEKDAY_SIGNS.index("日" if sign == "天" else sign)


def _bits(days: set[int], parts: set[int]) -> int:
    return sum(week_bit(day, part) for day in days for part in parts)
