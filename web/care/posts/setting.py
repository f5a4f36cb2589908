"""The posts of one's places for staff: set up, who holds them, who waits, what is due."""

import uuid

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.care.posts import lists, promises, setting
from models.care.posts.duties import duties
from models.care.posts.holding import ENDINGS
from models.care.posts.refusals import PostFull, PostWrong
from models.care.posts.setting import KEEPERS, Terms
from models.care.posts.tables import Post
from models.trail.log import record
from web.access import access, scope
from web.care.blueprint import pages
from web.care.posts.words import CHIPS, WORDS, card_text, options, quarter_text, quarters
from web.clock import now, today
from web.db import changing, reading
from web.forms import Form, read_form
from web.ledgers.workbook import XLSX, workbook
from web.masks import masked_name
from web.once import tapped
from web.paging import paged
from web.said import said

NAME = validate.Length(max=60)


class PostForm(Schema):
    place_id = fields.UUID(load_default=None)
    duty = fields.String(required=True)
    title = fields.String(required=True, validate=NAME)
    task = fields.String(required=True, validate=validate.Length(max=1000))
    places = fields.Integer(required=True)
    begins_on = fields.Date(required=True)
    ends_on = fields.Date(load_default=None)


@pages.get("/posts")
@access(roles=KEEPERS)
def posts() -> str:
    session, day = reading(), today(now())
    community = request.args.get("community", None, uuid.UUID)
    page = paged(session, lists.posts(scope(), community))
    return render_template(
        "care/posts/posts.html",
        page=page,
        tallies=lists.tallies(session, [post.id for post in page.items]),
        counts=lists.counts(session, scope(), community, day),
        communities=setting.communities(session, scope()),
        community=community,
    )


@pages.post("/posts/export")
@access(roles=KEEPERS)
def export_posts() -> Response:
    """Every holding of the scope, masked, as a ledger; taking it out leaves a line."""
    moment = now()
    with changing() as session:
        rows = [
            (
                held.post.place.name,
                held.post.duty,
                held.post.title,
                masked_name(held.helper.person.name),
                said(lists.STATES[held.state]),
                held.taken_on,
                card_text(held.card) if held.card else "",
                duties_done,
            )
            for held, duties_done in lists.ledger(session, scope())
        ]
        record(
            session,
            action="list.export",
            account_id=scope().account_id,
            now=moment,
            subject="posts",
            address=request.remote_addr,
            detail={"rows": len(rows), "masked": True},
        )
    heads = (_("社区"), _("职责"), _("岗位"), _("姓名"), _("情况"), _("领岗日期"), _("证号"))
    content = workbook(_("岗位台账"), [*heads, _("履岗次数")], rows)
    answer = FileResponse(content, mimetype=XLSX)
    name = f"posts-{today(moment):%Y%m%d}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.get("/posts/new")
@access(roles=KEEPERS)
def new_post() -> str:
    return _form_page(None, Form())


@pages.post("/posts/new")
@access(roles=KEEPERS)
def set_up_post() -> Response | tuple[str, int]:
    form = read_form(PostForm())

    def change(session: Session) -> str:
        terms, place_id = _terms(form)
        post = setting.set_up(session, scope(), place_id, terms, now())
        return url_for("care.post", post_id=post.id)

    if form.ok:
        with form.telling(PostWrong):
            return tapped(change, _("岗位已设好，党员可以选了。"))
    return _form_page(None, form), 422


@pages.get("/posts/<uuid:post_id>")
@access(roles=KEEPERS)
def post(post_id: uuid.UUID) -> str:
    session, day = reading(), today(now())
    found = setting.post_in(session, scope(), post_id)
    holders = lists.holders(session, [found.id])
    ids = [held.id for held in holders]
    return render_template(
        "care/posts/post.html",
        post=found,
        holders=holders,
        commitments=promises.commitments(session, ids, open_only=True),
        names={held.id: held.helper.person.name for held in holders},
        appraisals=lists.appraisals_of(session, ids),
        endings=[(code, said(text)) for code, text in ENDINGS.items()],
        quarters=quarters(day),
        quarter_text=quarter_text,
        words=dict(options(WORDS)),
        chips=CHIPS,
        card_text=card_text,
        today=day,
    )


@pages.get("/posts/<uuid:post_id>/change")
@access(roles=KEEPERS)
def change_post(post_id: uuid.UUID) -> str:
    return _form_page(setting.post_in(reading(), scope(), post_id), Form())


@pages.post("/posts/<uuid:post_id>/change")
@access(roles=KEEPERS)
def changed_post(post_id: uuid.UUID) -> Response | tuple[str, int]:
    form = read_form(PostForm())
    if form.ok:
        with form.telling(PostWrong, PostFull), changing() as session:
            setting.change(session, scope(), post_id, _terms(form)[0], now())
    if not form.ok:
        return _form_page(setting.post_in(reading(), scope(), post_id), form), 422
    flash(_("岗位已改好。"))
    return redirect(url_for("care.post", post_id=post_id), 303)


@pages.post("/posts/<uuid:post_id>/close")
@access(roles=KEEPERS)
def close_post(post_id: uuid.UUID) -> Response:
    with changing() as session:
        setting.close(session, scope(), post_id, now())
    flash(_("岗位已撤销，以前的记录都留着。"), "info")
    return redirect(url_for("care.posts"), 303)


def _terms(form: Form) -> tuple[Terms, uuid.UUID]:
    data = dict(form.data)
    place_id = data.pop("place_id") or uuid.UUID(int=0)
    return Terms(**data), place_id


def _form_page(post: Post | None, form: Form) -> str:
    session, day = reading(), today(now())
    names = list(duties(session, day))
    if post is not None and post.duty not in names:
        names.append(post.duty)
    return render_template(
        "care/posts/form.html",
        post=post,
        form=form,
        duties=[(name, name) for name in names],
        communities=[(place.id, place.name) for place in setting.communities(session, scope())],
        today=day,
    )
