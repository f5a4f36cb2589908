"""The pages of the trail."""

from flask import Blueprint

pages = Blueprint("trail", __name__, url_prefix="/trail")
