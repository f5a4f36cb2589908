"""The pages anybody may open: asking, following what one asked, what was asked and done."""

from flask import Blueprint

pages = Blueprint("ask", __name__)
