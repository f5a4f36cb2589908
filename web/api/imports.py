"""Ledgers over the API: sending a file, checking what was recognised, bringing in, taking back."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from jobs.queues import bring_in_soon, read_soon
from models.accounts.roles import STAFF
from models.ledgers import shown, uploads
from models.ledgers.discard import discard
from models.ledgers.tables import Import, ImportRow
from models.ledgers.undo import undo
from web.access import access, scope
from web.again import after_ledgers_change
from web.api.idempotency import once
from web.api.import_schemas import (
    ConfirmBody,
    DiscardAnswer,
    ImportAnswer,
    ImportLine,
    ImportPage,
    RowPage,
    RowsAsked,
    UploadBody,
)
from web.api.schemas import PageAsked
from web.clock import now
from web.db import reading
from web.ledgers.preview import looked_at
from web.ledgers.results import copy_of
from web.ledgers.workbook import XLSX
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_imports", __name__, url_prefix="/imports", description="台账导入")
FILE = {"type": "string", "contentMediaType": XLSX}
Body = dict[str, Any]


@BLUEPRINT.route("")
class Imports(MethodView):
    @BLUEPRINT.arguments(PageAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, ImportPage)
    @access(roles=STAFF, token="read")
    def get(self, asked: Body) -> Page[Import]:
        """我的导入，新的在前；县级和管理员看全县的"""
        return paged(reading(), shown.imports(scope()), asked["size"])

    @BLUEPRINT.arguments(UploadBody, location="files", unknown=RAISE)
    @BLUEPRINT.response(202, ImportLine)
    @access(roles=STAFF, token="ledgers")
    @once(ImportLine(), 202, lambda answer: read_soon(answer["id"]))
    def post(self, files: Body, *, session: Session) -> Import:
        """上传一份台账；读取以后变成 preview，等核对确认"""
        file = files["file"]
        return uploads.receive(
            session, str(file.filename), file.read(), False, scope().account_id, now()
        )


@BLUEPRINT.route("/<uuid:import_id>")
class OneImport(MethodView):
    @BLUEPRINT.response(200, ImportAnswer)
    @access(roles=STAFF, token="read")
    def get(self, import_id: uuid.UUID) -> Body:
        """进度、认出的列、结果"""
        found = shown.one(reading(), scope(), import_id)
        looked_at(found)
        session = reading()
        return {
            **{name: getattr(found, name) for name in ImportLine().fields},
            "sheets": found.sheets,
            "reasons": shown.reasons(session, import_id),
            "has_copy": shown.has_copy(session, import_id),
        }


@BLUEPRINT.route("/<uuid:import_id>/rows")
class Rows(MethodView):
    @BLUEPRINT.arguments(RowsAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, RowPage)
    @access(roles=STAFF, token="read")
    def get(self, asked: Body, import_id: uuid.UUID) -> Page[ImportRow]:
        """一种结果的各行和原因，按文件里的次序"""
        found = shown.one(reading(), scope(), import_id)
        return paged(reading(), shown.rows(found.id, asked["outcome"]), asked["size"])


@BLUEPRINT.route("/<uuid:import_id>/returned.xlsx")
class Returned(MethodView):
    @BLUEPRINT.response(200, FILE, content_type=XLSX)
    @access(roles=STAFF, token="ledgers")
    def get(self, import_id: uuid.UUID) -> Response:
        """退回的表格：最后一列写明没有导入的原因"""
        return copy_of(import_id)


@BLUEPRINT.route("/<uuid:import_id>/confirm")
class Confirm(MethodView):
    @BLUEPRINT.arguments(ConfirmBody)
    @BLUEPRINT.response(202, ImportLine)
    @access(roles=STAFF, token="ledgers")
    @once(ImportLine(), 202, lambda answer: bring_in_soon(answer["id"]))
    def post(self, body: Body, import_id: uuid.UUID, *, session: Session) -> Import:
        """确认，开始导入；没有列出的工作表按认出的导入"""
        shown.one(session, scope(), import_id)
        return uploads.confirm(
            session, import_id, body["sheets"], body["whole"], scope().account_id, now()
        )


@BLUEPRINT.route("/<uuid:import_id>/discard")
class Discard(MethodView):
    @BLUEPRINT.response(200, DiscardAnswer)
    @access(roles=STAFF, token="ledgers")
    @once(DiscardAnswer())
    def post(self, import_id: uuid.UUID, *, session: Session) -> Body:
        """放弃一份还没有导入的文件"""
        shown.one(session, scope(), import_id)
        discard(session, import_id, scope().account_id, now())
        return {"id": import_id}


@BLUEPRINT.route("/<uuid:import_id>/undo")
class Undo(MethodView):
    @BLUEPRINT.response(200, ImportLine)
    @access(roles=STAFF, token="ledgers")
    @once(ImportLine(), then=lambda _answer: after_ledgers_change())
    def post(self, import_id: uuid.UUID, *, session: Session) -> Import:
        """撤销整次导入；有人用到了它就不撤销，rules 说明原因"""
        shown.one(session, scope(), import_id)
        return undo(session, import_id, scope().account_id, now())
