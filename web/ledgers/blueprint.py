"""The pages of the ledgers."""

from flask import Blueprint

pages = Blueprint("ledgers", __name__)
