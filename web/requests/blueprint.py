"""The pages of requests."""

from flask import Blueprint

pages = Blueprint("requests", __name__, url_prefix="/requests")
