"""An appraisal for those who run it, and the one page on which somebody asked says his word."""

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.posts import appraising, disputes, lists
from models.care.posts.asked import candidates
from models.care.posts.setting import KEEPERS
from models.care.posts.tables import KINDS, Voice
from models.places.neighbourhoods import neighbourhoods
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.care.blueprint import pages
from web.care.posts import words
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said


class AskForm(Schema):
    subject = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class AnswerForm(Schema):
    word = fields.String(required=True, validate=validate.OneOf(list(words.WORDS)))
    comment = fields.String(load_default=None, validate=validate.Length(max=500))


class SettleForm(Schema):
    settled = fields.String(load_default="")


@pages.get("/appraisals/<uuid:appraisal_id>")
@access(roles=KEEPERS)
def appraisal(appraisal_id: uuid.UUID) -> str:
    session = reading()
    found = appraising.appraisal_in(session, scope(), appraisal_id)
    asked = request.args.get("q", "").strip()
    kind = request.args.get("kind", KINDS[0])
    shown = []
    if found.closed_at is None and kind in KINDS and (asked or kind == "staff"):
        shown = list(candidates(session, found, kind, asked))
    return render_template(
        "care/posts/appraisal.html",
        appraisal=found,
        candidates=shown,
        where=neighbourhoods(session, [one.place for one in shown if one.place]),
        asked=asked,
        kind=kind,
        answers=appraising.answers(found),
        fewest=appraising.FEWEST,
        most=appraising.MOST,
        **_shown(),
    )


@pages.post("/appraisals/<uuid:appraisal_id>/ask")
@access(roles=KEEPERS)
def ask(appraisal_id: uuid.UUID) -> Response:
    form = read_form(AskForm())
    if not form.ok:
        abort(400)
    with changing() as session:
        data = form.data
        appraising.ask(session, scope(), appraisal_id, data["subject"], data["kind"], now())
    flash(_("已请他评。没有账号的，请他在纸上写好，由您录入。"))
    return _back(appraisal_id)


@pages.post("/voices/<uuid:voice_id>/paper")
@access(roles=KEEPERS)
def paper(voice_id: uuid.UUID) -> Response:
    form = read_form(AnswerForm())
    if not form.ok:
        abort(400)
    with changing() as session:
        voice = _answer(session, voice_id, form)
        appraisal_id = voice.appraisal_id
    flash(_("已录入。"))
    return _back(appraisal_id)


@pages.post("/appraisals/<uuid:appraisal_id>/close")
@access(roles=KEEPERS)
def close_appraisal(appraisal_id: uuid.UUID) -> Response:
    with changing() as session:
        appraising.close(session, scope(), appraisal_id, now())
    flash(_("结果已得出，本人会收到通知。"))
    return _back(appraisal_id)


@pages.post("/appraisals/<uuid:appraisal_id>/settle")
@access(roles=KEEPERS)
def settle(appraisal_id: uuid.UUID) -> Response:
    settled = read_form(SettleForm()).data["settled"]
    with changing() as session:
        disputes.settle(session, scope(), appraisal_id, settled, now())
    flash(_("已复核，本人会收到通知。"))
    return _back(appraisal_id)


@pages.get("/voices/<uuid:voice_id>")
@access(roles=EVERYONE_SIGNED_IN)
def voice(voice_id: uuid.UUID) -> str:
    return _voice_page(voice_id, Form())


@pages.post("/voices/<uuid:voice_id>")
@access(roles=EVERYONE_SIGNED_IN)
def say(voice_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(AnswerForm())
    if not form.ok:
        return _voice_page(voice_id, form), 422
    with changing() as session:
        if lists.voice_of(session, scope(), voice_id) is None:
            abort(404)
        _answer(session, voice_id, form)
    flash(_("谢谢，记下了。谁说了什么不会告诉本人。"))
    return redirect(url_for("care.voice", voice_id=voice_id), 303)


def _voice_page(voice_id: uuid.UUID, form: Form) -> str:
    found = lists.voice_of(reading(), scope(), voice_id)
    if found is None:
        abort(404)
    return render_template("care/posts/voice.html", voice=found, form=form, **_shown())


def _answer(session: Session, voice_id: uuid.UUID, form: Form) -> Voice:
    return appraising.answer(
        session, scope(), voice_id, form.data["word"], form.data["comment"], now()
    )


def _shown() -> dict[str, object]:
    return {
        "words": words.options(words.WORDS),
        "chips": words.CHIPS,
        "kinds": words.options(words.KINDS),
        "said_words": {code: said(word) for code, word in words.WORDS.items()},
        "quarter_text": words.quarter_text,
    }


def _back(appraisal_id: uuid.UUID) -> Response:
    return redirect(url_for("care.appraisal", appraisal_id=appraisal_id), 303)
