"""Employers: all of a station's places, and the page of each with how many people work there."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.employment import employers, vacancies
from models.employment.employers import Facts
from models.employment.headcounts import board, reports
from models.employment.people import STAFF
from models.employment.posting import POSTERS, PostingChanged, PostingWrong, communities
from models.employment.tables import EMPLOYER_KINDS, TrainingOrder, Vacancy
from models.employment.training import orders
from web.access import access, scope
from web.again import after_openings_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.posting import SeenForm, telling
from web.employment.words import EMPLOYERS, VACANCY
from web.forms import Form, read_form
from web.paging import paged

PEOPLE = validate.Range(min=0, max=99_999)
# GB 32100: letters that are easily misread are not used.
CODE = validate.Regexp(
    r"(?i)[0-9A-HJ-NPQRTUWXY]{18}$", error=lazy_gettext("请填 18 位数字和大写字母。")
)
# As many days as a chart shows; the table beneath has all.
CHARTED = 12


class HeadcountForm(Schema):
    day = fields.Date(required=True)
    people = fields.Integer(required=True, validate=PEOPLE)
    hardship = fields.Integer(required=True, validate=PEOPLE)


class FactsForm(SeenForm):
    kind = fields.String(required=True, validate=validate.OneOf(EMPLOYER_KINDS))
    place_id = fields.UUID(required=True)
    credit_code = fields.String(load_default=None, validate=CODE)


@pages.get("/employers")
@access(roles=POSTERS)
def employer_list() -> str | Response:
    """An employer is led to its own page: of others it is told nothing."""
    if not scope().has(*STAFF):
        own = scope().employer_id
        if own is not None:
            return redirect(url_for("employment.employer", employer_id=own))
        return render_template("employment/employers/none.html")
    session, day = reading(), today(now())
    kind, asked = request.args.get("kind"), request.args.get("q", "").strip()
    kind, silent = kind if kind in EMPLOYER_KINDS else None, bool(request.args.get("silent"))
    page = paged(session, board.board(scope(), day, kind, silent, asked))
    return render_template(
        "employment/employers/list.html",
        page=page,
        told=board.last_told(session, page.items, day),
        wanting=board.open_vacancies(session, scope(), day),
        kind=kind,
        silent=silent,
        asked=asked,
        kinds=EMPLOYERS,
    )


@pages.get("/employers/<uuid:employer_id>")
@access(roles=POSTERS)
def employer(employer_id: uuid.UUID) -> str:
    return _page(employer_id, Form())


@pages.post("/employers/<uuid:employer_id>/headcount")
@access(roles=POSTERS)
def report_headcount(employer_id: uuid.UUID) -> Response | tuple[str, int]:
    form, moment = read_form(HeadcountForm()), now()
    if form.ok:
        with telling(form), changing() as session:
            reports.report(
                session, scope(), employer_id, **form.data, today=today(moment), now=moment
            )
    if not form.ok:
        return _page(employer_id, form), 422
    flash(_("已登记：%(people)d 人在岗，其中困难家庭 %(hardship)d 人。", **form.data))
    return redirect(url_for("employment.employer", employer_id=employer_id), 303)


@pages.get("/employers/<uuid:employer_id>/change")
@access(roles=STAFF)
def change_employer(employer_id: uuid.UUID) -> str:
    return _form_page(employer_id, Form())


@pages.post("/employers/<uuid:employer_id>/change")
@access(roles=STAFF)
def changed_employer(employer_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(FactsForm())
    if form.ok:
        data, code = form.data, form.data["credit_code"]
        facts = Facts(data["kind"], data["place_id"], code and code.upper())
        with form.telling(PostingWrong, PostingChanged), changing() as session:
            employers.put_right(session, scope(), employer_id, data["seen"], facts, now())
    if not form.ok:
        return _form_page(employer_id, form), 422
    # Of a public-welfare post other rules hold.
    after_openings_change(form.data["place_id"])
    flash(_("已改好，马上重新匹配。"))
    return redirect(url_for("employment.employer", employer_id=employer_id), 303)


def _page(employer_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    found = employers.employer_in(session, scope(), employer_id)
    posts = vacancies.vacancies(scope(), day).where(Vacancy.employer_id == found.id)
    wanted = orders.orders(scope(), day).where(TrainingOrder.employer_id == found.id)
    vacant, ordered = session.scalars(posts).all(), session.scalars(wanted).all()
    return render_template(
        "employment/employers/one.html",
        employer=found,
        staff=scope().has(*STAFF),
        may_change=employers.may_put_right(scope(), found),
        told=board.last_told(session, [found], day).get(found.id),
        reports=reports.reports(session, found.id),
        charted=CHARTED,
        vacancies=vacant,
        vacancy_tallies=vacancies.tallies(session, vacant, day),
        orders=ordered,
        order_tallies=orders.tallies(session, ordered),
        running=orders.running(session, ordered, day),
        form=form,
        kinds=EMPLOYERS,
        states=VACANCY,
        today=day,
    )


def _form_page(employer_id: uuid.UUID, form: Form) -> str:
    session = reading()
    found = employers.employer_in(session, scope(), employer_id)
    places = {place.id: place.name for place in communities(session, scope())}
    if found.place is not None:
        places.setdefault(found.place.id, found.place.name)
    return render_template(
        "employment/employers/form.html",
        employer=found,
        seen=employers.seen(found),
        form=form,
        kinds=EMPLOYERS.items(),
        places=places.items(),
    )
