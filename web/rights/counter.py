"""Rights at the counter: for a resident who is here or has written, and the answers to asks."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.people.consents.words import ConsentWrong, Word
from models.people.tables import Person
from models.rights import asks, speaking
from models.rights.refusals import AskWrong
from models.rights.who import COUNTER, person_in
from web.access import access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.rights.blueprint import pages
from web.rights.copying import answered_with
from web.rights.forms import AnswerForm, AskForm, CopyForm, WordForm
from web.rights.showing import facts, rematch
from web.rights.words import HOW
from web.said import said

Answer = Response | tuple[str, int]


@pages.get("/rights/persons/<uuid:person_id>")
@access(roles=COUNTER)
def of_person(person_id: uuid.UUID) -> str:
    return _page(person_in(reading(), scope(), person_id), Form())


@pages.post("/rights/persons/<uuid:person_id>/consent")
@access(roles=COUNTER)
def word_of_person(person_id: uuid.UUID) -> Answer:
    form = read_form(WordForm())
    if form.ok:
        with form.telling(ConsentWrong), changing() as session:
            person = person_in(session, scope(), person_id)
            speaking.speak(session, person, Word(**form.data), now(), by=scope().account_id)
    if not form.ok:
        return _page(person_in(reading(), scope(), person_id), form), 422
    rematch(person, form.data["purpose"])
    flash(_("已记下。") if form.data["agreed"] else _("已撤回，从现在起生效。"))
    return redirect(url_for("rights.of_person", person_id=person_id), 303)


@pages.post("/rights/persons/<uuid:person_id>/asks")
@access(roles=COUNTER)
def ask_of_person(person_id: uuid.UUID) -> Answer:
    form = read_form(AskForm())
    if form.ok:
        with form.telling(AskWrong, at="words"), changing() as session:
            person = person_in(session, scope(), person_id)
            asks.ask(session, person, **form.data, now=now(), by=scope().account_id)
    if not form.ok:
        return _page(person_in(reading(), scope(), person_id), form), 422
    flash(_("已登记，请在期限内答复。"))
    return redirect(url_for("rights.of_person", person_id=person_id), 303)


@pages.post("/rights/persons/<uuid:person_id>/copy")
@access(roles=COUNTER)
def copy_of_person(person_id: uuid.UUID) -> Response | str | tuple[str, int]:
    form = read_form(CopyForm())
    if not form.ok:
        return _page(person_in(reading(), scope(), person_id), form), 422
    with changing() as session:
        person = person_in(session, scope(), person_id)
        return answered_with(session, person, form.data["form"], form.data["how"])


@pages.get("/rights/asks")
@access(roles=COUNTER)
def asked() -> str:
    return render_template(
        "rights/asks.html",
        asked=asks.open_in(reading(), scope()),
        ask_names={code: said(name) for code, name in asks.NAMES.items()},
        now=now(),
    )


@pages.get("/rights/asks/<uuid:ask_id>")
@access(roles=COUNTER)
def one_ask(ask_id: uuid.UUID) -> str:
    return _ask_page(ask_id, Form())


@pages.post("/rights/asks/<uuid:ask_id>")
@access(roles=COUNTER)
def answer_ask(ask_id: uuid.UUID) -> Answer:
    form = read_form(AnswerForm())
    if not form.ok:
        return _ask_page(ask_id, form), 422
    granted, text = form.data["granted"], form.data["answer"]
    with changing() as session:
        asks.answer(session, scope(), ask_id, granted, text, now())
    flash(_("已答复，本人会看到。"))
    return redirect(url_for("rights.asked"), 303)


def _page(person: Person, form: Form) -> str:
    how = {code: text for code, text in HOW.items() if code != "own_account"}
    return render_template(
        "rights/person.html", person=person, form=form, how=how, **facts(reading(), person)
    )


def _ask_page(ask_id: uuid.UUID, form: Form) -> str:
    found = asks.one(reading(), scope(), ask_id)
    return render_template(
        "rights/ask.html",
        one=found,
        form=form,
        how=HOW,
        now=now(),
        ask_names={code: said(name) for code, name in asks.NAMES.items()},
        states={code: said(name) for code, name in asks.STATES.items()},
    )
