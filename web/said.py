"""Sentences born below ``web``, put into the reader's language."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from matcher.said import Said
from web.dates import day

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def said(value: Said | dict[str, Any]) -> str:
    """A ``Said``, or its stored JSON, in the language of the request."""
    sentence = value if isinstance(value, Said) else Said.from_json(value)
    facts = {name: _fact(fact) for name, fact in sentence.facts.items()}
    return Said(sentence.template, **facts).filled(str(gettext(sentence.template)))


def _fact(fact: Any) -> Any:
    """A day stands in a sentence as it stands on a page, not as it is stored."""
    if isinstance(fact, Said):
        return said(fact)
    if isinstance(fact, str) and _DAY.fullmatch(fact):
        try:
            return day(dt.date.fromisoformat(fact), year=True)
        except ValueError:
            return fact
    return fact


def word(text: str) -> str:
    """A name of the product in the reader's language; one that somebody gave stands as it is.

    In a template this, never ``_``, for whatever is no literal: ``_`` marks what it says as HTML.
    """
    return str(gettext(text)) if text else ""


def listed(words: Iterable[str]) -> str:
    """Names of services in a row."""
    return str(gettext("、")).join(word(one) for one in words)
