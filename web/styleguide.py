"""The look on one page: every token and every part, in demo mode."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from web.access import public
from web.forms import Form

pages = Blueprint("styleguide", __name__)


@pages.get("/styleguide")
@public
def styleguide() -> str:
    form = Form(
        values={"name": "张桂兰"}, errors={"phone": [_("手机号应是 11 位数字，以 1 开头。")]}
    )
    return render_template("shell/styleguide.html", form=form)
