"""The look on one page: every token and every part, in demo mode."""

from flask import Blueprint, render_template

from web.access import public
from web.forms import Form

pages = Blueprint("styleguide", __name__)


@pages.get("/styleguide")
@public
def styleguide() -> str:
    form = Form(values={"name": "张桂兰"}, errors={"phone": ["手机号应是 11 位数字。"]})
    return render_template("shell/styleguide.html", form=form)
