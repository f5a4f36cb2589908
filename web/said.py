"""Sentences born below ``web``, put into the reader's language."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from matcher.said import Said


def said(value: Said | dict[str, Any]) -> str:
    """A ``Said``, or its stored JSON, in the language of the request."""
    sentence = value if isinstance(value, Said) else Said.from_json(value)
    facts = {
        name: said(fact) if isinstance(fact, Said) else fact
        for name, fact in sentence.facts.items()
    }
    return Said(sentence.template, **facts).filled(str(gettext(sentence.template)))


def listed(words: Iterable[str]) -> str:
    """Names of services in a row; those that an administrator gave stand as they are."""
    return str(gettext("、")).join(str(gettext(word)) for word in words)
