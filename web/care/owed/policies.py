"""The policies of visits: what holds, what would change, every version there was."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from models.accounts.roles import ROLES
from models.care.board import LOOKERS
from models.care.owed import policies, preview
from models.care.owed.by_whom import BY_WHOM
from models.care.owed.policies import CATEGORIES, EDITORS, TOPICS, Change
from models.care.owed.refusals import PolicyWrong
from models.care.owed.tables import RHYTHMS
from models.care.tiers import TIERS
from models.care.work import service_names
from web.access import access, scope
from web.care.blueprint import pages
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.said import said


class PolicyForm(Schema):
    revision = fields.Integer(required=True)
    rhythm = fields.String(required=True, validate=validate.OneOf(RHYTHMS))
    every_days = fields.Integer(required=True)
    early_days = fields.Integer(required=True)
    helpers_wanted = fields.Integer(required=True, validate=validate.Range(1, 4))
    effective_from = fields.Date(required=True)
    categories = fields.List(fields.String(validate=validate.OneOf(CATEGORIES)), load_default=[])
    roles = fields.List(fields.String(validate=validate.OneOf(BY_WHOM)), load_default=[])
    topics = fields.List(fields.String(validate=validate.OneOf(tuple(TOPICS))), load_default=[])
    settled = fields.Boolean(load_default=False)


@pages.get("/policies")
@access(roles=LOOKERS)
def policy_list() -> str:
    session, day = reading(), today(now())
    return render_template(
        "care/owed/policies.html",
        policies=policies.in_force(session, day),
        may_edit=scope().has(*EDITORS),
        names=service_names(session),
        tiers={code: said(text) for code, text in TIERS.items()},
    )


@pages.get("/policies/<code>")
@access(roles=EDITORS)
def policy(code: str) -> str:
    return _page(code, Form(), [])


@pages.post("/policies/<code>")
@access(roles=EDITORS)
def policy_change(code: str) -> Response | str | tuple[str, int]:
    """First the preview; the same form, settled, makes the new version."""
    form = read_form(PolicyForm())
    if not form.ok:
        return _page(code, form, []), 422
    data = {name: value for name, value in form.data.items() if name not in ("revision", "settled")}
    change = Change(**data)
    with form.telling(PolicyWrong):
        change.check(today(now()))
        if not form.data["settled"]:
            session = reading()
            draft = policies.changed(policies.newest(session, code), change, scope().account_id)
            return _page(code, form, preview.of_policy(session, scope(), draft, today(now())))
        with changing() as session:
            by = scope().account_id
            policies.revise(session, code, form.data["revision"], change, now(), by=by)
        flash(_("新的一版已定下，到了开始的日期自动执行。"))
        return redirect(url_for("care.policy", code=code), 303)
    return _page(code, form, []), 422


def _page(code: str, form: Form, rows: list[preview.Row]) -> str:
    session = reading()
    versions = policies.versions(session, code)
    return render_template(
        "care/owed/policy.html",
        policy=policies.newest(session, code),
        versions=versions,
        form=form,
        rows=rows,
        total=preview.total(rows),
        days=preview.DAYS,
        categories=[(name, name) for name in CATEGORIES],
        roles=[(role, said(ROLES[role])) for role in BY_WHOM],
        topics=[(topic, said(text)) for topic, text in TOPICS.items()],
        tiers={tier: said(text) for tier, text in TIERS.items()},
        today=today(now()),
    )
