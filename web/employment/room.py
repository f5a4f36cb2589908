"""The room of employment, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.employment.people import STAFF
from web.employment import seekers, vacancies
from web.employment.blueprint import pages
from web.employment.home import home_block
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (seekers, vacancies)
WORK = lazy_gettext("招聘岗位")

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("employment.vacancy_list", WORK, "work", ("employer",), 12),
        NavItem("employment.vacancy_list", WORK, "work", STAFF, 62, "people", lazy_gettext("招聘")),
    ),
    home=home_block,
)
