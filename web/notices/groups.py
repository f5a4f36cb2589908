"""The WeCom groups of places, set by an administrator."""

import uuid

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.notices import groups as kept
from models.notices.groups import KEEPERS, GroupWrong
from models.places.tables import Place
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.notices.pages import pages
from web.once import tapped

Page = str | Response | tuple[str, int]
LEVELS = ("county", "town", "community")


class GroupForm(Schema):
    place_id = fields.UUID(required=True)
    address = fields.String(required=True, validate=validate.Length(max=500))


@pages.get("/groups")
@access(roles=KEEPERS)
def groups() -> Page:
    return _page(Form())


@pages.post("/groups")
@access(roles=KEEPERS)
def set_group() -> Page:
    form = read_form(GroupForm())
    allowed = current_app.config["WECOM_URL"]
    if form.ok and allowed:
        with form.telling(GroupWrong, at="address"), changing() as session:
            kept.set_group(session, scope(), **form.data, allowed=allowed, now=now())
    if not form.ok or not allowed:
        return _page(form), 422
    flash(_("群已设好，以后这里的工作通知发到这个群。"))
    return redirect(url_for("notices.groups"), 303)


@pages.post("/groups/<uuid:group_id>/end")
@access(roles=KEEPERS)
def end_group(group_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        kept.end_group(session, scope(), group_id, now())
        return url_for("notices.groups")

    return tapped(change, _("已停用，以后的通知发到上一级的群。"), "info")


def _page(form: Form) -> str:
    session = reading()
    places = select(Place).where(Place.kind.in_(LEVELS), scope().within(KEEPERS))
    return render_template(
        "notices/groups.html",
        form=form,
        groups=kept.groups(session),
        places=[(place.id, place.name) for place in session.scalars(places.order_by(Place.path))],
        connected=bool(current_app.config["WECOM_URL"]),
    )
