"""Forms: the same marshmallow schema reads a page's form and an API's body."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _
from marshmallow import EXCLUDE, Schema, ValidationError

from models.database.refused import Refused
from web.said import said


@dataclass
class Form:
    """A form as it was typed, what came of it, and what is wrong with which field.

    ``data`` is empty unless ``ok``. ``values`` fill the fields again, so nothing typed is lost.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors

    def refuse(self, name: str, message: str) -> None:
        """Put a message at a field (or at the whole form, under the name "")."""
        self.errors.setdefault(name, []).append(message)

    @contextmanager
    def telling(self, *wrong: type[Refused], at: str = "") -> Iterator[None]:
        """What is refused inside is told at the field ``at``, or above the whole form."""
        try:
            yield
        except wrong as refusal:
            self.refuse(at, said(refusal.said))


def read_form(schema: Schema) -> Form:
    """Read the request's form through a schema; a field left empty counts as not given."""
    values: dict[str, Any] = {}
    for name, wanted in schema.load_fields.items():
        given = [text.strip() for text in request.form.getlist(name)]
        if hasattr(wanted, "inner"):
            values[name] = [text for text in given if text]
        elif given and given[0]:
            values[name] = given[0]
    try:
        return Form(values=values, data=schema.load(values, unknown=EXCLUDE))
    except ValidationError as fault:
        return Form(values=values, errors=in_words(fault.messages_dict))


def in_words(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    """marshmallow's messages by field, in the reader's language and in plain words."""
    plain: dict[str, list[str]] = {}
    for name, found in messages.items():
        texts = list(_texts(found))
        plain["" if name == "_schema" else name] = [_plain(text) for text in texts]
    return plain


def _texts(found: Any) -> list[str]:
    if isinstance(found, Mapping):
        return [text for inner in found.values() for text in _texts(inner)]
    if isinstance(found, list | tuple):
        return [text for inner in found for text in _texts(inner)]
    return [str(found)]


def _plain(text: str) -> str:
    known = {
        "Missing data for required field.": _("请填写这一项。"),
        "Field may not be null.": _("请填写这一项。"),
        "Not a valid date.": _("请填写日期，例如 2026-11-20。"),
        "Not a valid time.": _("请填写时间，例如 14:30。"),
        "Not a valid datetime.": _("请填写日期和时间。"),
        "Not a valid aware datetime.": _("请填写带时区的日期和时间。"),
        "Not a valid integer.": _("请填写整数。"),
        "Not a valid number.": _("请填写数字。"),
        "Not a valid UUID.": _("请从列表中选择。"),
        "Not a valid string.": _("请填写文字。"),
        "Not a valid boolean.": _("请选择是或否。"),
        "Unknown field.": _("没有这一项。"),
        "Invalid input type.": _("格式不对。"),
    }
    if text.startswith("Must be one of:"):
        return str(_("请从列表中选择。"))
    if text.startswith("Must be "):
        return str(_("超出了允许的范围。"))
    if text.startswith(("Length must be ", "Longer than ", "Shorter than ")):
        return str(_("太长或太短。"))
    return str(known.get(text, text))
