"""Places over the API: what the ids in other resources stand for."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from sqlalchemy import select

from models.places.tables import KINDS, Place
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.api.schemas import PageAnswer, PageAsked
from web.db import reading
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_places", __name__, url_prefix="/places", description="区划与网格")


class PlacesAsked(PageAsked):
    kind = fields.String(validate=validate.OneOf(KINDS), metadata={"description": "只要这一级"})


class PlaceAnswer(Schema):
    id = fields.UUID()
    kind = fields.String(validate=validate.OneOf(KINDS))
    name = fields.String(metadata={"example": "新城社区"})
    path = fields.String(
        metadata={"description": "由上到下的代码，上级的路径是它的开头", "example": "610998/001/"}
    )


class PlacePage(PageAnswer):
    items = fields.List(fields.Nested(PlaceAnswer))


@BLUEPRINT.route("")
class Places(MethodView):
    @BLUEPRINT.arguments(PlacesAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, PlacePage)
    @access(roles=EVERYONE_SIGNED_IN, token="read")
    def get(self, asked: dict[str, Any]) -> Page[Place]:
        """所管的地方，由上到下"""
        found = select(Place).where(scope().within()).order_by(Place.path)
        if "kind" in asked:
            found = found.where(Place.kind == asked["kind"])
        return paged(reading(), found, asked["size"])
