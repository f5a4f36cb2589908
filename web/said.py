"""Sentences born below ``web``, put into the reader's language."""

from typing import Any

from flask_babel import gettext

from matcher.said import Said


def said(value: Said | dict[str, Any]) -> str:
    """A ``Said``, or its stored JSON, in the language of the request."""
    sentence = value if isinstance(value, Said) else Said.from_json(value)
    return sentence.filled(str(gettext(sentence.template)))
