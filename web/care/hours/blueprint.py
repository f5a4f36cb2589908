"""Hours: a volunteer's own, those that staff sign and review; and the public check of a paper."""

from flask import Blueprint

pages = Blueprint("hours", __name__, url_prefix="/care/hours")
public_pages = Blueprint("check", __name__, url_prefix="/check")
