"""The public check of a certificate: whoever holds number and hours learns whether they stand."""

from flask import redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.care.hours.certificates import FORGED, Checked, check
from models.care.hours.numbers import spaced
from models.care.hours.refusals import CertificateRefused
from web.access import public
from web.care.hours.blueprint import public_pages
from web.care.hours.words import duration
from web.clock import SHANGHAI
from web.db import reading
from web.forms import Form, in_words
from web.said import said
from web.security import limiter

# Enough for a school that checks a class, too few for whoever tries numbers.
LIMIT = "30 per minute; 300 per day"
MOST_HOURS = 100_000


class AskedForm(Schema):
    number = fields.String(required=True, validate=validate.Length(min=16, max=40))
    hours = fields.Integer(required=True, validate=validate.Range(min=0, max=MOST_HOURS))
    minutes = fields.Integer(load_default=0, validate=validate.Range(min=0, max=59))


@public_pages.get("/")
@public
@limiter.limit(LIMIT)
def form() -> str | Response | tuple[str, int]:
    """An empty form, or, filled in, the way to its answer."""
    values = {
        name: request.args[name].strip() for name in AskedForm().fields if request.args.get(name)
    }
    if not values or set(values) == {"number"}:
        return render_template("care/hours/check.html", form=Form(values=values))
    wrong = AskedForm().validate(values)
    if wrong:
        form = Form(values=values, errors=in_words(wrong))
        return render_template("care/hours/check.html", form=form), 422
    asked = AskedForm().load(values)
    minutes = asked["hours"] * 60 + asked["minutes"]
    return redirect(url_for("check.result", number=asked["number"], minutes=minutes), 303)


@public_pages.get("/<number>")
@public
@limiter.limit(LIMIT)
def result(number: str) -> str | Response | tuple[str, int]:
    """What became of it; without hours the form asks for them."""
    text = request.args.get("minutes")
    if text is None:
        return redirect(url_for("check.form", number=number[:40]), 303)
    try:
        found = _checked(number, text, request.args.get("seal"))
    except CertificateRefused as refusal:
        return render_template("care/hours/checked.html", found=None, why=said(refusal.said)), 404
    issued = found.certificate.issued_at.astimezone(SHANGHAI).date()
    return render_template(
        "care/hours/checked.html", found=found, issued=issued, duration=duration, spaced=spaced
    )


def _checked(number: str, minutes: str, seal: str | None) -> Checked:
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 8):
        raise CertificateRefused(FORGED)
    return check(reading(), number, int(minutes), seal)
