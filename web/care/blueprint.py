"""The pages of care: a volunteer's tasks, what is owed in a place."""

from flask import Blueprint

pages = Blueprint("care", __name__, url_prefix="/care")
