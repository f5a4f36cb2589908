"""The pages of employment: a seeker."""

from flask import Blueprint

pages = Blueprint("employment", __name__)
