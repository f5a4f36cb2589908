"""The first page after signing in: what needs doing, one part from each room."""

from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext

from web.access import EVERYONE_SIGNED_IN, access, scope
from web.clock import now
from web.db import reading
from web.navigation import by_group
from web.room import HomeBlock, Room

pages = Blueprint("home", __name__)

# Who has little or nothing to do here yet is told so, and what to do instead.
ELSEWHERE: dict[str, Any] = {
    "organisation": lazy_gettext(
        "社区有事请你们办，会出现在“请我们办的事”，也会通知您。"
        "成员的任务和服务时间，请向社区工作人员了解。"
    ),
    "pairing_unit": lazy_gettext("社区有事请你们办，会出现在“请我们办的事”，也会通知您。"),
    "employer": lazy_gettext(
        "要招人、改岗位或停招，请到“招聘岗位”；谁愿意来，在“推荐进展”答复。拿不准就问就业服务站。"
    ),
    "seeker": lazy_gettext(
        "给您的推荐就在这一页。想找别的工作、换了电话或改了想法，请告诉就业服务站。"
    ),
    "resident": lazy_gettext(
        "有事要社区管，请点页面最下面的“有事找社区”，也可以找网格员或社区工作人员；"
        "有生命危险先拨 120，遇到侵害先拨 110。"
    ),
    "auditor": lazy_gettext(
        "您可以查看审核台和匹配批次：每条方案是怎么来的，谁、什么时候、为什么处理的。"
    ),
    "security_officer": lazy_gettext(
        "失败的登录、锁定的账号和正登录着的设备，在“登录安全”里；重置动态码的申请，等您同意。"
    ),
}


@pages.get("/")
@access(roles=EVERYONE_SIGNED_IN)
def home() -> str:
    found = (_part(room) for room in current_app.extensions["lianxin_rooms"])
    blocks = sorted((part for part in found if part), key=lambda part: part.order)
    elsewhere = [text for role, text in ELSEWHERE.items() if scope().has(role)]
    return render_template("shell/home.html", blocks=blocks, elsewhere=elsewhere)


@pages.get("/all")
@access(roles=EVERYONE_SIGNED_IN)
def places() -> str:
    return render_template("shell/places.html", groups=by_group())


def _part(room: Room) -> HomeBlock | None:
    return room.home(scope(), reading(), now()) if room.home else None
