"""A guardian's consent for a helper under age: recorded and taken back by staff."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from models.care import people
from models.care.leaving import withdraw_helping
from models.care.together import consents
from models.care.together.consents import HELPING, RENEW_WITHIN
from models.care.together.refusals import SignedAlready, TogetherWrong
from models.care.together.stations import KEEPERS
from web.access import access, scope
from web.again import after_helpers_change
from web.care.blueprint import pages
from web.care.together.words import GuardianForm, guardian_of
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said


@pages.get("/helpers/<uuid:helper_id>/consent")
@access(roles=KEEPERS)
def helper_consent(helper_id: uuid.UUID) -> str:
    return _page(helper_id, Form())


@pages.post("/helpers/<uuid:helper_id>/consent")
@access(roles=KEEPERS)
def give_consent(helper_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(GuardianForm())
    if form.ok:
        with form.telling(TogetherWrong, SignedAlready, at="given_on"), changing() as session:
            person = people.helper_in(session, scope(), helper_id).person
            guardian, by = guardian_of(form.data), scope().account_id
            consents.give(session, person, HELPING, guardian, now(), by=by)
    if not form.ok:
        return _page(helper_id, form), 422
    after_helpers_change(helper_id)
    flash(_("监护人的同意已登记。"))
    return redirect(url_for("care.helper_consent", helper_id=helper_id), 303)


@pages.post("/helpers/<uuid:helper_id>/consent/withdraw")
@access(roles=KEEPERS)
def withdraw_consent(helper_id: uuid.UUID) -> Response:
    with changing() as session:
        helper = people.helper_in(session, scope(), helper_id)
        withdraw_helping(session, helper, now(), by=scope().account_id)
    after_helpers_change(helper_id)
    flash(_("已撤回。报了的班、活动和认领的探访都已取消。"), "info")
    return redirect(url_for("care.helper_consent", helper_id=helper_id), 303)


def _page(helper_id: uuid.UUID, form: Form) -> str:
    session = reading()
    helper = people.helper_in(session, scope(), helper_id)
    version, text = consents.TEXTS[HELPING]
    return render_template(
        "care/together/consent.html",
        helper=helper,
        given=consents.standing(session, helper.person_id, HELPING),
        consent=said(text),
        version=version,
        form=form,
        today=today(now()),
        renew_from=today(now()) + RENEW_WITHIN,
    )
