"""Registering a seeker at the counter, and the same facts later."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.employment.people import STAFF, seeker_in
from models.employment.seeking import registering
from models.employment.seeking.consents import TEXTS
from models.employment.seeking.facts import seen
from models.employment.seeking.identifying import Who, known, plain_number, seeker_of, who
from models.employment.seeking.registering import Wanted
from models.people.tables import Person, Seeker
from models.places.neighbourhoods import neighbourhoods
from web.access import access, scope
from web.again import after_seekers_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.employment.seeking.form import (
    ChangeForm,
    RegisterForm,
    as_it_stands,
    choices,
    contact,
    facts,
    telling,
)
from web.forms import Form, read_form
from web.masks import masked_phone
from web.once import tapped
from web.said import said

Answer = Response | str | tuple[str, int]


@pages.get("/seekers/new")
@access(roles=STAFF)
def new_seeker() -> str:
    return _new_page(Form(), None)


@pages.post("/seekers/new")
@access(roles=STAFF)
def register_seeker() -> Answer:
    """Whoever is known already is shown first; only then the same form saves."""
    form, found = read_form(RegisterForm()), None
    if form.ok:
        with telling(form):
            data = form.data
            typed = data["name"], data["id_number"], data["phone"], data["born_on"]
            someone = who(*typed, today(now()))
            found = known(reading(), scope(), someone)
            registered = seeker_of(reading(), found.id) if found else None
            if registered is not None and registered.active:
                return _new_page(form, found, registered), 409
            if found is not None and form.data["person_id"] != found.id:
                return _new_page(form, found)
            return _register(form, someone, found)
    return _new_page(form, found), 422


@pages.get("/seekers/<uuid:seeker_id>/change")
@access(roles=STAFF)
def change_seeker(seeker_id: uuid.UUID) -> str:
    return _change_page(seeker_id, Form())


@pages.post("/seekers/<uuid:seeker_id>/change")
@access(roles=STAFF)
def changed_seeker(seeker_id: uuid.UUID) -> Answer:
    form = read_form(ChangeForm())
    if form.ok:
        moment, data = now(), form.data
        with telling(form), changing() as session:
            where = contact(data, plain_number(data["phone"]))
            skills = seeker_in(session, scope(), seeker_id, lock=True).skills
            told = (data["seen"], where, facts(data, skills), data["hardship"])
            changed = registering.change(session, scope(), seeker_id, *told, today(moment), moment)
    if not form.ok:
        return _change_page(seeker_id, form), 422
    after_seekers_change(changed.person_id)
    flash(_("已改好，马上重新匹配。"))
    return redirect(url_for("employment.seeker", seeker_id=seeker_id), 303)


def _register(form: Form, someone: Who, found: Person | None) -> Response:
    data, shown = form.data, found.id if found else None
    wanted = Wanted(facts(data), data["hardship"], data["agreed"], data["automated"])

    def change(session: Session) -> str:
        moment, where = now(), contact(data, someone.phone)
        seeker = registering.register(
            session, scope(), someone, where, wanted, shown, today(moment), moment
        )
        return url_for("employment.seeker", seeker_id=seeker.id)

    def match_again() -> None:
        person = known(reading(), scope(), someone)
        assert person is not None
        after_seekers_change(person.id)

    return tapped(change, _("已登记，马上参加匹配。"), then=match_again)


def _new_page(form: Form, found: Person | None, registered: Seeker | None = None) -> str:
    session = reading()
    return render_template(
        "employment/seeking/register.html",
        form=form,
        found=found,
        where=neighbourhoods(session, [found.place.path])[found.place.path] if found else "",
        registered=registered,
        texts=[(purpose, said(text)) for purpose, (_version, text) in TEXTS.items()],
        was={},
        **choices(session, scope(), None, form, today(now())),
    )


def _change_page(seeker_id: uuid.UUID, form: Form) -> str:
    session = reading()
    seeker = seeker_in(session, scope(), seeker_id)
    return render_template(
        "employment/seeking/change.html",
        form=form,
        seeker=seeker,
        was={} if form.values else as_it_stands(seeker),
        seen=seen(seeker),
        phone=masked_phone(seeker.person.phone),
        **choices(session, scope(), seeker, form, today(now())),
    )
