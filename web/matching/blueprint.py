"""The pages of the matching room."""

from flask import Blueprint

pages = Blueprint("matching", __name__)
