"""The pages of a person's rights: his own, at the counter, the notice, the impact assessment."""

from flask import Blueprint

pages = Blueprint("rights", __name__)
