"""The dated table of requests: the words by which they are sorted."""

import re

from flask_babel import lazy_gettext as _

from matcher.said import Said
from models.people.code_tables import TableWrong
from models.requests.sorting import words
from models.requests.words import KIND_NAMES
from web.rules.shapes import DatedTable, Field, Values, lines

LINE = re.compile(r"(\S{1,20})\s+([1-3])")


def _read(data: Values) -> Values:
    return {kind: _weights(data[kind]) for kind in words.DEFAULT}


def _weights(text: str) -> dict[str, int]:
    found = [LINE.fullmatch(line) for line in lines(text)]
    known = [match[1] for match in found if match]
    if None in found or len(set(known)) != len(known):
        raise TableWrong(Said("一行一个词：先写词，空一格，再写 1、2 或 3。同一类里不能重复。"))
    return {match[1]: int(match[2]) for match in found if match}


def _fill(values: Values) -> Values:
    return {
        kind: "\n".join(f"{word} {weight}" for word, weight in weights.items())
        for kind, weights in values.items()
    }


REQUEST_WORDS = DatedTable(
    words.TABLE,
    _("诉求分类的词"),
    _(
        "居民写的话里有这些词，就归到这一类。3 分的词一个就够，2 分要两个，1 分只算旁证；"
        "说到两类的请他自己选。"
    ),
    tuple(
        Field(
            kind,
            _(KIND_NAMES[kind].template),
            kind="lines",
            least=0,
            hint=_("一行一个：词，空一格，分数。"),
        )
        for kind in words.DEFAULT
    ),
    lambda session, day: {kind: dict(one) for kind, one in words.words_on(session, day).items()},
    _fill,
    _read,
)
