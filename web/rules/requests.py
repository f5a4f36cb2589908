"""The dated tables of requests: how long everything may take, how often and how silently."""

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from matcher.said import Said
from models.people.code_tables import TableWrong
from models.requests.rules import ANY, CLOCKS, LIMITS, clocks_on, limits_on
from models.requests.tables import PROMISES
from models.requests.words import KIND_NAMES, LEVEL_NAMES, PROMISE_NAMES
from web.rules.shapes import DatedTable, Field, Values, lines

# The lines are written in the county's own language, whoever reads them.
EVERY = "全部"
KINDS = {ANY: EVERY} | {code: str(name) for code, name in KIND_NAMES.items()}
LEVELS = {ANY: EVERY} | {code: str(name) for code, name in LEVEL_NAMES.items()}
TIMED = {code: str(PROMISE_NAMES[code]) for code in PROMISES if code != "word"}
HOURS = {False: "全天", True: "工作时间"}
COLUMNS = (KINDS, TIMED, LEVELS)
MOST_MINUTES = 60 * 24 * 90


def _fill_clocks(values: Values) -> Values:
    return {"clocks": "\n".join(_line(*one) for one in values["clocks"])}


def _line(kind: str, what: str, level: str, minutes: int, working: bool) -> str:
    return f"{KINDS[kind]} {TIMED[what]} {LEVELS[level]} {minutes} {HOURS[working]}"


def _read_clocks(data: Values) -> Values:
    """Every promise needs a time that holds for any kind, at any level."""
    rows = [_read_line(line) for line in lines(data["clocks"])]
    whose = [tuple(row[:3]) for row in rows]
    if len(set(whose)) != len(whose):
        raise TableWrong(Said("同一类、同一环节、同一级写了两次，请去掉一行。"))
    for what, name in TIMED.items():
        if (ANY, what, ANY) not in whose:
            raise TableWrong(
                Said("“%(what)s”要有一行“全部 %(what)s 全部”，别处没写的按它算。", what=name)
            )
    return {"clocks": rows}


def _read_line(line: str) -> list[str | int | bool]:
    parts = line.split()
    codes = [
        next((code for code, name in known.items() if name == word), None)
        for known, word in zip(COLUMNS, parts, strict=False)
    ]
    minutes = parts[3] if len(parts) == 5 else ""
    hours = next((code for code, name in HOURS.items() if parts[-1] == name), None)
    fits = minutes.isdecimal() and 1 <= int(minutes) <= MOST_MINUTES
    if None in codes or len(codes) < len(COLUMNS) or not fits or hours is None:
        raise TableWrong(
            Said("这一行看不懂：“%(line)s”。照“全部 受理 全部 5 全天”这样写。", line=line)
        )
    return [*(str(code) for code in codes), int(minutes), hours]


def _fill_limits(values: Values) -> Values:
    hours = "\n".join(f"{begins} {ends}" for begins, ends in values["hours"])
    return {**values, "hours": hours}


def _read_limits(data: Values) -> Values:
    try:
        spans = [
            [dt.time.fromisoformat(word).isoformat("minutes") for word in line.split()]
            for line in lines(data["hours"])
        ]
    except ValueError as fault:
        raise TableWrong(Said("时间照“08:00 12:00”这样写，一行一段。")) from fault
    edges = [edge for span in spans for edge in span]
    if any(len(span) != 2 for span in spans) or sorted(set(edges)) != edges:
        raise TableWrong(Said("时间照“08:00 12:00”这样写，一行一段，先后不要写反、不要重叠。"))
    numbers = {name: data[name] for name in ("reopen", "silence_days", "offer", "offer_urgent")}
    return numbers | {"hours": spans}


def _clocks(session: Session, day: dt.date) -> Values:
    return {"clocks": [[*one] for one in clocks_on(session, day)]}


def _limits(session: Session, day: dt.date) -> Values:
    return dict(limits_on(session, day))


REQUEST_CLOCKS = DatedTable(
    CLOCKS,
    _("诉求的时限"),
    _("受理 5 分钟、回应 30 分钟是公开的承诺。已经算起的时限不变。"),
    (
        Field(
            "clocks",
            _("一行一条：类别 环节 层级 分钟 全天或工作时间"),
            kind="lines",
            hint=_("写得越细越先用。“经手的人”是答应居民的时限，别的层级是转到以后的时限。"),
        ),
    ),
    _clocks,
    _fill_clocks,
    _read_clocks,
)
REQUEST_LIMITS = DatedTable(
    LIMITS,
    _("诉求的次数、天数和工作时间"),
    _("居民说没办好就重办，超过次数由人当面谈。没有回音的转抽查，不算满意。"),
    (
        Field("reopen", _("最多重办几次"), least=0, most=20),
        Field("silence_days", _("几天没有回音转抽查"), most=90),
        Field("offer", _("请单位来办，几分钟没有答复告诉社区（工作时间）"), most=MOST_MINUTES),
        Field("offer_urgent", _("急的事，几分钟没有答复告诉社区（不分昼夜）"), most=MOST_MINUTES),
        Field("hours", _("工作日的工作时间"), kind="lines", hint=_("一行一段，例如 08:00 12:00。")),
    ),
    _limits,
    _fill_limits,
    _read_limits,
)
