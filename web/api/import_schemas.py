"""What goes into and comes out of the ledgers' resources."""

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from models.ledgers.tables import IMPORT_STATES, LEDGER_KINDS, OUTCOMES
from web.api.schemas import PageAnswer, PageAsked, Words

KIND = {"description": "认定为哪种台账；null 表示不导入这张工作表"}
FIELD = {"description": "对应台账的哪一项；null 表示不导入这一列", "example": "name"}


class UploadBody(Schema):
    file = Upload(required=True, metadata={"description": ".xlsx 或 .csv，最大 20 MB"})


class ImportLine(Schema):
    id = fields.UUID()
    file_name = fields.String(metadata={"example": "居民服务台账.xlsx"})
    state = fields.String(validate=validate.OneOf(IMPORT_STATES))
    stage = fields.String(allow_none=True, metadata={"description": "正在做哪一步"})
    share = fields.Float(metadata={"description": "这一步已完成的份额，0 到 1", "example": 0.6})
    whole = fields.Boolean(metadata={"description": "有一行错就整个文件不导入"})
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "结果 -> 行数", "example": {"created": 118, "refused": 2}},
    )
    failure = Words(allow_none=True, metadata={"description": "没有导入的原因"})
    uploaded_at = fields.AwareDateTime(metadata={"description": "UTC"})
    finished_at = fields.AwareDateTime(allow_none=True)
    undone_at = fields.AwareDateTime(allow_none=True)


class ImportPage(PageAnswer):
    items = fields.List(fields.Nested(ImportLine))


class ColumnAnswer(Schema):
    column = fields.Integer(metadata={"description": "第几列，从 0 起"})
    heading = fields.String(metadata={"example": "联系电话"})
    field = fields.String(allow_none=True, metadata=FIELD)
    how = fields.String(allow_none=True, metadata={"description": "怎样认出来的"})


class SheetAnswer(Schema):
    sheet = fields.String(metadata={"example": "台账"})
    kind = fields.String(allow_none=True, validate=validate.OneOf(LEDGER_KINDS), metadata=KIND)
    rows = fields.Integer()
    mapping = fields.List(fields.Nested(ColumnAnswer))
    sample = fields.List(
        fields.List(fields.String()), metadata={"description": "前几行（已遮盖），列同 mapping"}
    )


class ReasonCount(Schema):
    outcome = fields.String(validate=validate.OneOf(OUTCOMES))
    example = Words()
    rows = fields.Integer(metadata={"description": "有几行"})


class ImportAnswer(ImportLine):
    sheets = fields.List(fields.Nested(SheetAnswer))
    reasons = fields.List(fields.Nested(ReasonCount))
    has_copy = fields.Boolean(metadata={"description": "有 returned.xlsx 可取"})


class RowsAsked(PageAsked):
    outcome = fields.String(load_default="refused", validate=validate.OneOf(OUTCOMES))


class RowAnswer(Schema):
    sheet = fields.String()
    row = fields.Integer(metadata={"description": "文件里的行号"})
    outcome = fields.String(validate=validate.OneOf(OUTCOMES))
    reasons = fields.List(Words())


class RowPage(PageAnswer):
    items = fields.List(fields.Nested(RowAnswer))


class ColumnBody(Schema):
    column = fields.Integer(required=True, metadata={"example": 1})
    field = fields.String(required=True, allow_none=True, metadata=FIELD)


class SheetBody(Schema):
    sheet = fields.String(required=True, metadata={"example": "台账"})
    kind = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(LEDGER_KINDS), metadata=KIND
    )
    mapping = fields.List(
        fields.Nested(ColumnBody),
        load_default=list,
        metadata={"description": "要改的列；没有列出的按认出的导入"},
    )


class ConfirmBody(Schema):
    whole = fields.Boolean(
        load_default=False, metadata={"description": "true：有一行错就整个文件不导入"}
    )
    sheets = fields.List(fields.Nested(SheetBody), load_default=list)


class DiscardAnswer(Schema):
    id = fields.UUID()
