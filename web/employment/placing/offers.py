"""The seeker's own page: opened by the code on the letter, without an account.

It says what is offered and asks for one tap; a no needs no reason and costs nothing.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.employment.people import STATES
from models.employment.placing import life, lists
from models.employment.placing.refusals import ReferralUnknown
from models.employment.placing.steps import SEEKER, SEEKER_REASONS
from models.employment.tables import ENDED
from models.matching import referrals
from web.access import public
from web.again import after_seekers_change
from web.clock import now, today
from web.db import changing, reading
from web.employment.blueprint import pages
from web.forms import read_form
from web.said import said
from web.security import limiter

# Enough for a family that mistypes, too few for whoever tries codes.
LIMIT = "20 per minute; 200 per day"
ANSWERS = ("seeker_yes", "seeker_no", "ask")


class AnswerForm(Schema):
    step = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    reason = fields.String(load_default=None)


@pages.get("/offers")
@public
@limiter.limit(LIMIT)
def offers() -> str | Response:
    """Where the code is typed in."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("employment.offer", code=code[:40]), 303)
    return render_template("employment/placing/code.html", why=None)


@pages.get("/offers/<code>")
@public
@limiter.limit(LIMIT)
def offer(code: str) -> str | tuple[str, int]:
    try:
        found = lists.referral_by(reading(), code)
    except ReferralUnknown as refusal:
        return render_template("employment/placing/code.html", why=said(refusal.said)), 404
    return render_template(
        "employment/placing/offer.html",
        referral=found,
        target=life.target(found),
        may=life.open_steps(found, SEEKER, today(now())),
        state=STATES[found.state],
        reasons=[(name, said(text)) for name, text in SEEKER_REASONS.items()],
    )


@pages.post("/offers/<code>")
@public
@limiter.limit(LIMIT)
def answer_offer(code: str) -> Response | tuple[str, int]:
    form = read_form(AnswerForm())
    if not form.ok:
        return redirect(url_for("employment.offer", code=code), 303)
    moment = now()
    asked = life.Asked(form.data["step"], form.data["reason"])
    with changing() as session:
        found = referrals.answer(session, code, asked, today(moment), moment)
    if found.state in ENDED:
        after_seekers_change(found.seeker.person_id)
    flash(_("已收到您的答复，谢谢。"))
    return redirect(url_for("employment.offer", code=code), 303)
