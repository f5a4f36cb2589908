"""The pages of employment: seekers, vacancies."""

from flask import Blueprint

pages = Blueprint("employment", __name__)
