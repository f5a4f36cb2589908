"""The room of employment, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.employment.people import STAFF
from web.employment import caring, employers, seekers, vacancies, welfare
from web.employment.blueprint import pages
from web.employment.home import home_block
from web.employment.outcomes import export
from web.employment.outcomes import pages as outcomes
from web.employment.placing import offers
from web.employment.placing import pages as referral_pages
from web.employment.seeking import kept, lists, registering, requests
from web.employment.training import classes, lessons, orders, results
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (caring, employers, seekers, vacancies, welfare)
SEEKING = (registering, kept, lists, requests)
PLACING = (referral_pages, offers)
TRAINING = (classes, lessons, orders, results)
OUTCOMES = (outcomes, export)
SENT, SENT_SHORT = lazy_gettext("推荐进展"), lazy_gettext("推荐")
WORK, WORK_SHORT = lazy_gettext("招聘岗位"), lazy_gettext("招聘")
NEW, HARDSHIP = lazy_gettext("登记求职者"), lazy_gettext("就业困难人员")
DUE, ASKED = lazy_gettext("今天该联系的"), lazy_gettext("要第二人确认的")
FIRMS, OWN = lazy_gettext("用人单位一览"), lazy_gettext("本单位")
ORDERS, ORDERS_SHORT = lazy_gettext("培训订单"), lazy_gettext("培训")
DONE = lazy_gettext("就业成效")
WELFARE = lazy_gettext("公益性岗位")

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("employment.referral_list", SENT, "next", ("employer",), 12, short=SENT_SHORT),
        NavItem("employment.vacancy_list", WORK, "work", ("employer",), 13, short=WORK_SHORT),
        NavItem("employment.order_list", ORDERS, "ledger", ("employer",), 14, short=ORDERS_SHORT),
        NavItem("employment.employer_list", OWN, "people", ("employer",), 15),
        NavItem("employment.referral_list", SENT, "next", STAFF, 61, "people", SENT_SHORT),
        NavItem("employment.vacancy_list", WORK, "work", STAFF, 62, "people", WORK_SHORT),
        NavItem("employment.order_list", ORDERS, "ledger", STAFF, 63, "people"),
        NavItem("employment.new_seeker", NEW, "plus", STAFF, 65, "people"),
        NavItem("employment.hardship_list", HARDSHIP, "heart", STAFF, 66, "people"),
        NavItem("employment.due_list", DUE, "phone", STAFF, 67, "people"),
        NavItem("employment.request_list", ASKED, "review", STAFF, 68, "people"),
        NavItem("employment.employer_list", FIRMS, "people", STAFF, 63, "people"),
        NavItem("employment.public_welfare", WELFARE, "heart", STAFF, 69, "people"),
        NavItem("employment.outcomes", DONE, "chart", STAFF, 64, "people"),
    ),
    home=home_block,
)
