"""Choosing a post 择岗 from those that are open."""

import uuid

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.accounts.roles import HELPERS
from models.care.posts import holding, lists
from web.access import access, scope
from web.care.blueprint import pages
from web.care.tasks import needed_helper, own_helper
from web.clock import now, today
from web.db import reading
from web.once import tapped


@pages.get("/post/choose")
@access(roles=HELPERS)
def choose_post() -> str:
    session = reading()
    helper = own_helper(session)
    if helper is None:
        return render_template("care/no_helper.html")
    posts = lists.to_choose(session, helper.person_id, today(now()))
    return render_template(
        "care/posts/choose.html",
        posts=posts,
        tallies=lists.tallies(session, [post.id for post in posts]),
        taken={held.post_id for held in lists.mine(session, helper.id)},
        member=holding.is_member(helper),
    )


@pages.post("/posts/<uuid:post_id>/choose")
@access(roles=HELPERS)
def chosen(post_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        holding.choose(session, helper.id, post_id, now(), by=scope().account_id)
        return url_for("care.my_post")

    return tapped(change, _("选好了，名额给您留着，等社区工作人员确认。"))


@pages.post("/holdings/<uuid:holding_id>/give-up")
@access(roles=HELPERS)
def give_up(holding_id: uuid.UUID) -> Response:
    def change(session: Session) -> str:
        helper = needed_helper(session)
        holding.give_up(session, helper.id, holding_id, now(), by=scope().account_id)
        return url_for("care.my_post")

    return tapped(change, _("已取消，可以另选一个岗位。"), "info")
