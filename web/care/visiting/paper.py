"""Paper: sheets for helpers without a phone, cards with the code for residents, entering both."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.bridge.information import note_shown
from models.bridge.refusals import NobodyAnswered
from models.care.board import LOOKERS
from models.care.days import usual_hours
from models.care.owed.topics import topics_of
from models.care.refusals import ReasonUnknown, TimesWrong
from models.care.tables import Claim
from models.care.visiting.paper import Printed, by_number, print_out, to_print
from models.care.visiting.refusals import NumberUnknown, OwnVisit
from models.care.work import service_names
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import after_helpers_change
from web.care.blueprint import pages
from web.care.information import after_answers, answers_in, carried
from web.care.sheets import SheetForm, as_sheet, flash_told, hand_over, named, sheet_words, words
from web.care.words import slot_text
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import FIELD, done_once
from web.paging import paged
from web.qr import qr

WHAT = ("sheet", "card")


class PrintForm(Schema):
    claim = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=100))
    what = fields.String(required=True, validate=validate.OneOf(WHAT))


class PaperForm(SheetForm):
    signed = fields.Boolean(load_default=False)


@pages.get("/paper")
@access(roles=LOOKERS)
def sheets_to_print() -> str:
    return _list_page(Form())


@pages.post("/paper")
@access(roles=LOOKERS)
def sheets_printed() -> str | tuple[str, int]:
    form = read_form(PrintForm())
    if not form.ok:
        form.errors = {"": [_("请先勾选要打印的探访。")]}
        return _list_page(form), 422
    moment, what = now(), form.data["what"]
    with changing() as session:
        sheets = print_out(session, scope(), form.data["claim"], what, today(moment), moment)
        visits = [one.claim.visit_id for one in sheets]
        brings = _brought(session, sheets, moment) if what == "sheet" else {}
        return render_template(
            f"care/visiting/paper_{what}.html",
            sheets=sheets,
            codes={one.number: qr(_entry_url(one.number)) for one in sheets},
            slot_text=slot_text,
            brings=brings,
            topics={visit: named(some) for visit, some in topics_of(session, visits).items()},
            **words(),
        )


@pages.get("/paper/enter")
@access(roles=LOOKERS)
def paper_entry() -> str | tuple[str, int]:
    number = request.args.get("number", "").strip()
    form = Form(values={"number": number})
    if not number:
        return render_template("care/visiting/number.html", form=form)
    with form.telling(NumberUnknown, OwnVisit, at="number"):
        return _entry_page(reading(), by_number(reading(), scope(), number), number, Form())
    return render_template("care/visiting/number.html", form=form), 422


@pages.post("/paper/enter")
@access(roles=LOOKERS)
def paper_entered() -> Response | tuple[str, int]:
    form = read_form(PaperForm())
    number = request.form.get("number", "")
    held = by_number(reading(), scope(), number)
    if not form.ok:
        return _entry_page(reading(), held, number, form), 422
    told_of: list[tuple[str, str]] = []

    def change(session: Session) -> str:
        # What the person served has signed is his word; who enters it is named with the record.
        word = "word" if form.data["signed"] else "none"
        filled_in = as_sheet(held.id, request.form[FIELD], form.data, evidence=word)
        told_of.append(hand_over(session, filled_in, request.form)[1:])
        return url_for("care.paper_entry")

    with form.telling(TimesWrong, ReasonUnknown, NobodyAnswered):
        answer = done_once(change)
    if not form.ok:
        return _entry_page(reading(), held, number, form), 422
    after_helpers_change(held.helper_id)
    after_answers(answers_in(request.form), held.helper.person_id)
    flash_told(told_of)
    return answer


def _brought(
    session: Session, sheets: Sequence[Printed], moment: dt.datetime
) -> dict[str, dict[str, Any]]:
    """Number of a sheet -> the openings printed on it; each person named leaves a line."""
    found = {one.number: carried(session, one.claim.visit_id) for one in sheets}
    for one in sheets:
        about = found[one.number]["information"]
        if about is not None:
            note_shown(session, about, one.claim, moment, by=scope().account_id)
    return found


def _list_page(form: Form) -> str:
    session = reading()
    page = paged(session, to_print(scope(), today(now())))
    places = [held.visit.resident.person.place.path for held in page.items]
    return render_template(
        "care/visiting/paper.html",
        form=form,
        page=page,
        names=service_names(session),
        where=neighbourhoods(session, places),
        slot_text=slot_text,
    )


def _entry_page(session: Session, held: Claim, number: str, form: Form) -> str:
    began, ended = usual_hours(held.day, held.part)
    names = service_names(session)
    facts: dict[str, Any] = {
        "began": f"{began:%H:%M}",
        "ended": f"{ended:%H:%M}",
        "today": today(now()),
        "services": [names[kind] for kind in held.visit.kinds],
    }
    return render_template(
        "care/visiting/enter.html",
        held=held,
        number=number,
        form=form,
        slot_text=slot_text,
        **facts,
        **sheet_words(session, held.visit_id),
        **carried(session, held.visit_id, request.form),
    )


def _entry_url(number: str) -> str:
    return url_for("care.paper_entry", number=number, _external=True)
