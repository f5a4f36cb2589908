"""Vacancies: an employer's own, and for the stations all of their places."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.phone import PhoneMalformed
from models.employment import employers, vacancies
from models.employment.people import STAFF
from models.employment.posting import POSTERS
from models.employment.tables import EMPLOYER_KINDS, Vacancy
from models.employment.vacancies import STATES
from web.access import access, scope
from web.again import after_openings_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.posting import (
    ChangeVacancyForm,
    NewVacancyForm,
    form_page,
    telling,
    terms,
    whose,
)
from web.employment.words import EMPLOYERS, EMPLOYMENT, HAZARDS, VACANCY
from web.forms import Form, read_form
from web.once import tapped
from web.paging import paged


class TieForm(Schema):
    phone = fields.String(required=True)


@pages.get("/vacancies")
@access(roles=POSTERS)
def vacancy_list() -> str:
    session, day = reading(), today(now())
    state, kind = request.args.get("state"), request.args.get("kind")
    state, kind = state if state in STATES else None, kind if kind in EMPLOYER_KINDS else None
    page = paged(session, vacancies.vacancies(scope(), day, state, kind))
    return render_template(
        "employment/vacancies.html",
        page=page,
        tallies=vacancies.tallies(session, page.items, day),
        staff=scope().has(*STAFF),
        tied=scope().employer_id is not None,
        state=state,
        kind=kind,
        states=VACANCY,
        kinds=EMPLOYERS,
    )


@pages.get("/vacancies/new")
@access(roles=POSTERS)
def new_vacancy() -> str:
    return form_page(None, Form())


@pages.post("/vacancies/new")
@access(roles=POSTERS)
def post_vacancy() -> Response | tuple[str, int]:
    form = read_form(NewVacancyForm())

    def change(session: Session) -> str:
        moment, employer_id = now(), whose(session, form.data)
        found = vacancies.post(
            session, scope(), employer_id, terms(form.data), today(moment), moment
        )
        return url_for("employment.vacancy", vacancy_id=found.id)

    if form.ok:
        with telling(form):
            told = _("已发布，马上重新匹配。")
            return tapped(change, told, then=lambda: after_openings_change(form.data["place_id"]))
    return form_page(None, form), 422


@pages.get("/vacancies/<uuid:vacancy_id>")
@access(roles=POSTERS)
def vacancy(vacancy_id: uuid.UUID) -> str:
    return _page(vacancy_id, Form())


@pages.get("/vacancies/<uuid:vacancy_id>/change")
@access(roles=POSTERS)
def change_vacancy(vacancy_id: uuid.UUID) -> str:
    return form_page(vacancies.vacancy_in(reading(), scope(), vacancy_id), Form())


@pages.post("/vacancies/<uuid:vacancy_id>/change")
@access(roles=POSTERS)
def changed_vacancy(vacancy_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(ChangeVacancyForm())
    if form.ok:
        moment, told = now(), (form.data["seen"], terms(form.data))
        with telling(form), changing() as session:
            vacancies.change(session, scope(), vacancy_id, *told, today(moment), moment)
    if not form.ok:
        return form_page(vacancies.vacancy_in(reading(), scope(), vacancy_id), form), 422
    after_openings_change(form.data["place_id"])
    flash(_("已改好，马上重新匹配。"))
    return redirect(url_for("employment.vacancy", vacancy_id=vacancy_id), 303)


@pages.post("/vacancies/<uuid:vacancy_id>/close")
@access(roles=POSTERS)
def close_vacancy(vacancy_id: uuid.UUID) -> Response:
    moment = now()
    with changing() as session:
        place_id = vacancies.close(session, scope(), vacancy_id, today(moment), moment).place_id
    after_openings_change(place_id)
    flash(_("已停招，不会再推荐人来；已经推荐的不受影响。"), "info")
    return redirect(url_for("employment.vacancy", vacancy_id=vacancy_id), 303)


@pages.post("/vacancies/<uuid:vacancy_id>/account")
@access(roles=STAFF)
def tie_account(vacancy_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(TieForm())
    if form.ok:
        with telling(form), form.telling(PhoneMalformed, at="phone"), changing() as session:
            found = vacancies.vacancy_in(session, scope(), vacancy_id)
            employers.tie(session, scope(), found.employer_id, form.data["phone"], now())
    if not form.ok:
        return _page(vacancy_id, form), 422
    flash(_("已连上，这个账号现在可以发布和管理本单位的岗位。"))
    return redirect(url_for("employment.vacancy", vacancy_id=vacancy_id), 303)


def _page(vacancy_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    found: Vacancy = vacancies.vacancy_in(session, scope(), vacancy_id)
    staff = scope().has(*STAFF)
    employer = employers.employer_in(session, scope(), found.employer_id)
    return render_template(
        "employment/vacancy.html",
        vacancy=found,
        tally=vacancies.tallies(session, [found], day)[found.id],
        form=form,
        staff=staff,
        may_tie=staff and employers.may_put_right(scope(), employer),
        accounts=employers.accounts_of(session, found.employer_id) if staff else [],
        states=VACANCY,
        kinds=EMPLOYERS,
        employment=EMPLOYMENT,
        hazards=HAZARDS,
    )
