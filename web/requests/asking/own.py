"""The page of whoever asked: opened by the code, without an account.

It says where the matter stands in plain words and asks for one tap.
"""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.requests.life import Asked, answer, open_steps, request_by
from models.requests.photos.keeping import photo, photos_of
from models.requests.refusals import RequestUnknown
from models.requests.steps import NO, OWN_WITHDRAW, YES
from models.requests.tables import Request
from models.requests.who import BY_CODE
from models.requests.words import KIND_NAMES
from web.access import public
from web.clock import now
from web.db import changing, reading
from web.forms import read_form
from web.qr import qr
from web.requests.asking.blueprint import pages
from web.requests.asking.shown import shown, where
from web.requests.asking.words import STANDS
from web.requests.photos import Shown
from web.requests.photos import answer as picture
from web.said import said
from web.security import limiter

# Wrong codes from one address: enough for whoever mistypes, too few for whoever tries codes. Right
# ones are not counted: behind one address of a mobile network there may be half a county.
LIMIT = "20 per minute; 200 per day"
ANSWERS = ("resident_yes", "resident_no", "withdraw")


class AnswerForm(Schema):
    step = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    reason = fields.String(load_default=None)
    remark = fields.String(load_default=None, validate=validate.Length(max=500))


def _unknown(response: Response) -> bool:
    return response.status_code == 404


@pages.get("/asked")
@public
def follow() -> str | Response:
    """Where the code is typed in."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("ask.followed", code=code[:40]), 303)
    return render_template("requests/asking/code.html", why=None)


@pages.get("/asked/<code>")
@public
@limiter.limit(LIMIT, deduct_when=_unknown)
def followed(code: str) -> str | tuple[str, int]:
    try:
        found = request_by(reading(), code)
    except RequestUnknown as refusal:
        return render_template("requests/asking/code.html", why=said(refusal.said)), 404
    page = url_for("ask.followed", code=found.code, _external=True)
    return render_template(
        "requests/asking/own.html",
        asked=found,
        where=where(reading(), found.place),
        kind=said(KIND_NAMES[found.kind]),
        way=shown(reading(), found),
        may=open_steps(reading(), found, BY_CODE, now()),
        yes=YES,
        no=NO,
        withdraw=OWN_WITHDRAW,
        stands=STANDS,
        pictures=_pictures(reading(), found),
        new="new" in request.args,
        qr=qr(page),
    )


@pages.get("/asked/<code>/photos/<uuid:photo_id>")
@public
@limiter.limit(LIMIT, deduct_when=_unknown)
def own_photo(code: str, photo_id: uuid.UUID) -> Response:
    session = reading()
    return picture(photo(session, photo_id, request_by(session, code).id))


@pages.post("/asked/<code>")
@public
@limiter.limit(LIMIT, deduct_when=_unknown)
def answered(code: str) -> Response:
    form = read_form(AnswerForm())
    if form.ok:
        with changing() as session:
            answer(session, code, Asked(**form.data), now())
        flash(_("已收到，谢谢您。"))
    return redirect(url_for("ask.followed", code=code), 303)


def _pictures(session: Session, found: Request) -> list[Shown]:
    return [
        Shown(url_for("ask.own_photo", code=found.code, photo_id=one.id), one.step_id is not None)
        for one in photos_of(session, found.id)
    ]
