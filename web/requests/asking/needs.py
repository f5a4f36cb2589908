"""A request becomes a need of the care market; a risk from a visit becomes a request."""

import datetime as dt
import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from jobs import queues
from models.bridge.progress import STATES, progress_of_needs
from models.bridge.tables import CONSENTS
from models.care.board import LOOKERS
from models.care.owed.refusals import PlanWrong
from models.care.work import service_names
from models.requests.asking import flags
from models.requests.asking.at_once import asked_for
from models.requests.asking.needs import WHILE, Wanted, about, become, need_of, request_for
from models.requests.asking.refusals import NotANeed
from web.access import access, scope
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.once import tapped
from web.requests.asking.blueprint import pages

WEEK = dt.timedelta(days=7)


class NeedForm(Schema):
    name = fields.String(load_default=None, validate=validate.Length(max=50))
    kind = fields.String(required=True)
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    consent = fields.String(required=True, validate=validate.OneOf(CONSENTS))


@pages.get("/requests/<uuid:request_id>/need")
@access(roles=LOOKERS)
def need(request_id: uuid.UUID) -> str:
    return _page(request_id, Form(values=_as_asked(request_id)))


@pages.post("/requests/<uuid:request_id>/need")
@access(roles=LOOKERS)
def becomes_need(request_id: uuid.UUID) -> Response | tuple[str, int]:
    form, moment = read_form(NeedForm()), now()
    if not form.ok:
        return _page(request_id, form), 422
    with form.telling(NotANeed, PlanWrong), changing() as session:
        name = form.data["name"] or _name_given(session, request_id)
        wanted = Wanted(**form.data | {"name": name})
        county = become(session, scope(), request_id, wanted, today(moment), moment)
    if not form.ok:
        return _page(request_id, form), 422
    queues.offer_soon(county, today(moment))
    return redirect(url_for("ask.need", request_id=request_id), 303)


@pages.post("/requests/from-flag/<uuid:flag_id>")
@access(roles=LOOKERS)
def from_flag(flag_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        made = flags.from_flag(session, scope(), flag_id, now())
        # Of somebody kept back it is the community's, and may be none of his business any more.
        if not scope().covers(made.place.path, LOOKERS):
            return url_for("requests.board")
        return url_for("requests.one", request_id=made.id)

    return tapped(change, _("已转成诉求，受理的 5 分钟从现在算起。"))


def _as_asked(request_id: uuid.UUID) -> dict[str, Any]:
    """What whoever asked filled in already, while it has not become a need."""
    found = asked_for(reading(), request_id)
    names = ("kind", "first_day", "last_day", "consent")
    return {name: getattr(found, name) for name in names if found and getattr(found, name)}


def _name_given(session: Session, request_id: uuid.UUID) -> str | None:
    """Who needs it by the form: it is used, and not shown in clear here."""
    found = asked_for(session, request_id)
    return found.name if found else None


def _page(request_id: uuid.UUID, form: Form) -> str:
    session, day = reading(), today(now())
    found = request_for(session, scope(), request_id, lock=False)
    made = need_of(session, request_id)
    names = service_names(session)
    return render_template(
        "requests/asking/need.html",
        found=found,
        made=made,
        may=made is None or (made.need.closed_on is not None and found.state in WHILE),
        progress=progress_of_needs(session, [made.need])[made.need_id] if made else None,
        states=STATES,
        about=about(session, found),
        given=_name_given(session, request_id),
        form=form,
        names=names,
        kinds=[(code, _(name)) for code, name in names.items()],
        consents=[("own", _("本人同意")), ("guardian", _("监护人同意"))],
        first=day,
        last=day + WEEK,
    )
