"""What is filled in on the pages of rights."""

from marshmallow import Schema, fields, validate

from models.people.consents.tables import PURPOSES
from models.rights.tables import ASKED_FOR
from web.rights.words import HOW_AT_COUNTER


class WordForm(Schema):
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES))
    agreed = fields.Boolean(required=True)
    how = fields.String(load_default="own_account", validate=validate.OneOf(HOW_AT_COUNTER))
    guardian_name = fields.String(load_default=None, validate=validate.Length(max=40))
    relation = fields.String(load_default=None, validate=validate.Length(max=20))


class AskForm(Schema):
    asked_for = fields.String(
        required=True, validate=validate.OneOf([one for one in ASKED_FOR if one != "withdrawal"])
    )
    words = fields.String(load_default=None, validate=validate.Length(max=1000))
    how = fields.String(load_default="own_account", validate=validate.OneOf(HOW_AT_COUNTER))


class CopyForm(Schema):
    form = fields.String(required=True, validate=validate.OneOf(("paper", "file")))
    how = fields.String(load_default="own_account", validate=validate.OneOf(HOW_AT_COUNTER))


class AnswerForm(Schema):
    granted = fields.Boolean(required=True)
    answer = fields.String(required=True, validate=validate.Length(min=2, max=1000))
