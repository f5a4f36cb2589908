"""The auditor's pages: search, whom a search is about, the file. Every search is on record."""

from contextlib import suppress
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from models.accounts.over import holds_within
from models.accounts.phone import PhoneMalformed, phone_hash, plain_phone
from models.accounts.tables import Account
from models.ledgers.lists import about
from models.people.tables import Person
from models.places.tables import Place
from models.trail import chain
from models.trail.log import record
from models.trail.searching import PER_PAGE, READERS, Asked, Found, last_check, search
from web.access import access, scope
from web.auditing.blueprint import pages
from web.auditing.words import ACTIONS, action_word, purpose_word
from web.clock import now, today
from web.dates import moment as in_china
from web.db import changing, reading
from web.forms import Form, in_words
from web.ledgers.workbook import XLSX, workbook
from web.masks import masked_name

# More than a person reads; what is older is asked for by its days.
MOST_IN_A_FILE = 10_000
MOST_NAMED = 20


class SearchForm(Schema):
    whose = fields.UUID(load_default=None)
    account = fields.UUID(load_default=None)
    action = fields.String(load_default=None, validate=validate.OneOf(list(ACTIONS)))
    address = fields.String(load_default=None, validate=validate.Length(max=60))
    first = fields.Date(load_default=None)
    last = fields.Date(load_default=None)
    before = fields.Integer(load_default=None)


@pages.get("/")
@access(roles=READERS)
def lines() -> str | tuple[str, int]:
    form = _asked_for(request.args.to_dict())
    # Looking through the trail leaves a line in it, so it is a change.
    with changing() as session:
        facts: dict[str, Any] = {"found": (), "asked": Asked(), "older": None}
        if form.ok:
            before = form.data.pop("before")
            asked = Asked(**form.data)
            found = search(session, scope(), asked, before)
            _on_record(session, "trail.search", asked, len(found))
            older = found[-1].line.number if len(found) == PER_PAGE else None
            facts = {"found": found, "asked": asked, "older": older}
        page = render_template(
            "auditing/lines.html",
            form=form,
            actions=sorted(((code, action_word(code)) for code in ACTIONS), key=lambda one: one[1]),
            names=_names(session, facts["asked"]),
            check=last_check(session),
            late=chain.late(session, now()),
            word=action_word,
            purpose=purpose_word,
            **facts,
        )
    return (page, 200) if form.ok else (page, 422)


@pages.post("/find")
@access(roles=READERS)
def find() -> AnyResponse | str:
    """Whom a name or a number means: typed into a form, so that it stands in no address."""
    kind = "account" if request.form.get("kind") == "account" else "whose"
    text = request.form.get("text", "").strip()
    found = (_accounts(text) if kind == "account" else _people(text)) if text else []
    if len(found) == 1:
        only: dict[str, Any] = {kind: found[0].id}
        return redirect(url_for("trail.lines", **only), 303)
    return render_template(
        "auditing/find.html", kind=kind, found=found[:MOST_NAMED], more=len(found) > MOST_NAMED
    )


@pages.post("/export")
@access(roles=READERS)
def export() -> Response | AnyResponse:
    """The newest lines that were searched for, names masked; taking them out is on record."""
    form = _asked_for(request.form.to_dict())
    if not form.ok:
        return redirect(url_for("trail.lines"), 303)
    form.data.pop("before")
    asked = Asked(**form.data)
    with changing() as session:
        found = search(session, scope(), asked, most=MOST_IN_A_FILE)
        content = _file(found)
        _on_record(session, "trail.export", asked, len(found))
    response = Response(content, mimetype=XLSX)
    name = f"trail-{today(now()):%Y%m%d}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _asked_for(given: dict[str, str]) -> Form:
    schema = SearchForm()
    values = {name: given[name].strip() for name in schema.load_fields if given.get(name)}
    try:
        return Form(values=values, data=schema.load(values))
    except ValidationError as fault:
        return Form(values=values, errors=in_words(fault.messages_dict))


def _on_record(session: Session, action: str, asked: Asked, rows: int) -> None:
    record(
        session,
        action=action,
        account_id=scope().account_id,
        now=now(),
        subject="trail_entry",
        whose=asked.whose,
        detail={"by": asked.by, "rows": rows},
    )


def _file(found: Any) -> bytes:
    headings = [_("时间"), _("谁"), _("做了什么"), _("关于谁"), _("用途"), _("网络地址")]
    return workbook(_("留痕"), headings, (_row(one) for one in found))


def _row(one: Found) -> list[str]:
    line = one.line
    return [
        in_china(line.at, year=True),
        one.who or _("系统"),
        action_word(line.action),
        masked_name(one.whose),
        purpose_word(line.action, line.why),
        line.address or "",
    ]


def _names(session: Session, asked: Asked) -> dict[str, str]:
    """Whom the search is about: a person masked, an account by its name."""
    person = session.get(Person, asked.whose) if asked.whose else None
    account = session.get(Account, asked.account) if asked.account else None
    return {
        **({"whose": masked_name(person.name)} if person else {}),
        **({"account": account.name} if account else {}),
    }


def _people(text: str) -> list[Person]:
    query = select(Person).join(Place, Place.id == Person.place_id)
    query = query.where(about(text), scope().within(READERS)).order_by(Person.name, Person.id)
    return list(reading().scalars(query.limit(MOST_NAMED + 1)))


def _accounts(text: str) -> list[Account]:
    named = Account.name.contains(text, autoescape=True)
    with suppress(PhoneMalformed):
        named = or_(named, Account.phone_hash == phone_hash(plain_phone(text)))
    query = select(Account).where(named, holds_within(scope(), READERS))
    query = query.order_by(Account.name, Account.id)
    return list(reading().scalars(query.limit(MOST_NAMED + 1)))
