"""What the schemas of several resources are made of: sentences, masks, pages, the problem."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from web.masks import masked_name, masked_phone
from web.paging import Page
from web.said import said


class Words(fields.String):
    """A ``Said`` or its JSON, dumped as a sentence in the language asked for."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str | None:
        return None if value is None else said(value)


class MaskedName(fields.String):
    """A name as strangers see it."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return masked_name(value)


class MaskedPhone(fields.String):
    """A telephone number as strangers see it."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return masked_phone(value)


class PageAsked(Schema):
    """A page of a list; pages count from 1."""

    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=1_000_000),
        metadata={"description": "第几页，从 1 起"},
    )
    size = fields.Integer(
        load_default=50,
        validate=validate.Range(min=1, max=100),
        metadata={"description": "每页几条"},
    )


class PageAnswer(Schema):
    """What every page of a list says beside its ``items``."""

    page = fields.Integer(attribute="number", metadata={"description": "这是第几页", "example": 1})
    pages = fields.Integer(metadata={"description": "共几页", "example": 3})
    total = fields.Integer(metadata={"description": "共几条", "example": 120})


def page_of(items: Sequence[Any], asked: dict[str, Any], total: int) -> Page[Any]:
    """A page cut by a model function, as ``PageAnswer`` wants it."""
    return Page(items, asked["page"], max(1, -(-total // asked["size"])), total)


class RuleBroken(Schema):
    code = fields.String(metadata={"description": "规则或字段的名称", "example": "distance"})
    detail = fields.String(metadata={"example": "距离超过 3 公里。"})


class FailedOne(Schema):
    id = fields.UUID()
    code = fields.String(metadata={"example": "stale_proposal"})
    detail = fields.String(metadata={"example": "这条方案已有变化，请刷新后再看"})


class Problem(Schema):
    """RFC 9457: every error of the API looks like this."""

    type = fields.String(required=True, metadata={"example": "about:blank"})
    status = fields.Integer(required=True, metadata={"example": 409})
    code = fields.String(
        required=True,
        metadata={"description": "稳定的错误代码，供程序判断", "example": "visit_full"},
    )
    title = fields.String(required=True, metadata={"example": "没有办成"})
    detail = fields.String(
        required=True,
        metadata={
            "description": "说明，按 Accept-Language 用中文或英文",
            "example": "名额已满，别的志愿者先认领了。您可以再看看其他任务。",
        },
    )
    rules = fields.List(
        fields.Nested(RuleBroken),
        required=True,
        metadata={"description": "没有通过的规则，或填得不对的字段"},
    )
    failed = fields.List(
        fields.Nested(FailedOne), metadata={"description": "批量处理时，是哪几条办不成"}
    )
