"""One's own data: what is kept, what was agreed to, what may be asked for."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.people.consents.words import ConsentWrong, Word
from models.people.tables import Person
from models.rights import asks, speaking
from models.rights.refusals import AskWrong
from models.rights.who import himself
from web.access import EVERYONE_SIGNED_IN, access, scope
from web.clock import now
from web.db import changing, reading
from web.forms import Form, read_form
from web.rights.blueprint import pages
from web.rights.copying import answered_with
from web.rights.forms import AskForm, CopyForm, WordForm
from web.rights.showing import facts, rematch

Answer = Response | tuple[str, int]
OWN = "own_account"


@pages.get("/rights")
@access(roles=EVERYONE_SIGNED_IN)
def own() -> str:
    person = himself(reading(), scope()) if scope().person_id else None
    return _page(person, Form())


@pages.post("/rights/consent")
@access(roles=EVERYONE_SIGNED_IN)
def own_word() -> Answer:
    form = read_form(WordForm())
    if form.ok:
        given = form.data | {"how": OWN}
        with form.telling(ConsentWrong), changing() as session:
            person = himself(session, scope())
            speaking.speak(session, person, Word(**given), now(), by=scope().account_id)
    if not form.ok:
        return _page(himself(reading(), scope()), form), 422
    rematch(person, form.data["purpose"])
    flash(_("已记下。") if form.data["agreed"] else _("已撤回，从现在起生效。"))
    return redirect(url_for("rights.own"), 303)


@pages.post("/rights/asks")
@access(roles=EVERYONE_SIGNED_IN)
def own_ask() -> Answer:
    form = read_form(AskForm())
    if form.ok:
        given = form.data | {"how": OWN}
        with form.telling(AskWrong, at="words"), changing() as session:
            person = himself(session, scope())
            asks.ask(session, person, **given, now=now(), by=scope().account_id)
    if not form.ok:
        return _page(himself(reading(), scope()), form), 422
    flash(_("已交给社区，答复的期限写在下面。"))
    return redirect(url_for("rights.own"), 303)


@pages.post("/rights/copy")
@access(roles=EVERYONE_SIGNED_IN)
def own_copy() -> Response | str | tuple[str, int]:
    form = read_form(CopyForm())
    if not form.ok:
        return _page(himself(reading(), scope()), form), 422
    with changing() as session:
        return answered_with(session, himself(session, scope()), form.data["form"], OWN)


def _page(person: Person | None, form: Form) -> str:
    found: dict[str, Any] = facts(reading(), person) if person else {}
    return render_template("rights/own.html", person=person, form=form, **found)
