"""The room of care, as it is hung into the shell."""

from flask_babel import lazy_gettext

from models.accounts.roles import GRID, HELPERS
from models.care.board import LOOKERS
from models.care.hours.signing import SIGNERS
from models.care.posts.setting import KEEPERS
from web.care import board, company, people, tasks, times, visits
from web.care.asking import asked, search
from web.care.blueprint import pages
from web.care.home import home_block
from web.care.owed import board as owed_board
from web.care.owed import careplan, cases, grid, handover, matters, policies, rounds
from web.care.pairing import families, staff
from web.care.posts import appraising, choosing, deciding, own, setting
from web.care.together import activities, consents, days, shifts, stations
from web.care.vetting import checks, vouching
from web.care.visiting import coming, doors, paper, proving, sync, worker
from web.care.waiting import coming as tomorrow
from web.care.waiting import line, risk
from web.room import NavItem, Room

# Importing the modules puts their views on the blueprint.
VIEWS = (board, company, people, tasks, times, visits)
OWED = (owed_board, careplan, cases, grid, handover, matters, policies, rounds)
ASKING = (asked, search)
POSTS = (appraising, choosing, deciding, own, setting)
TOGETHER = (activities, consents, days, shifts, stations)
VISITING = (coming, doors, paper, proving, sync, worker)
WAITING = (tomorrow, line, risk)
PAIRING = (families, staff, checks, vouching)

ROOM = Room(
    pages=pages,
    nav=(
        NavItem("care.tasks", lazy_gettext("我的任务"), "heart", HELPERS, order=10),
        NavItem("care.coming", lazy_gettext("谁来看我"), "heart", ("resident",), order=14),
        NavItem("care.my_grid", lazy_gettext("我的网格"), "people", GRID, order=18),
        NavItem("care.owed", lazy_gettext("该做的探访"), "heart", LOOKERS, order=20),
        NavItem("care.calls", lazy_gettext("打电话回访"), "phone", SIGNERS, order=21),
        NavItem("care.figures_board", lazy_gettext("应办总览"), "chart", LOOKERS, order=22),
        NavItem("care.my_post", lazy_gettext("我的岗位"), "review", ("post_holder",), order=11),
        NavItem("care.posts", lazy_gettext("岗位"), "review", KEEPERS, order=24),
        NavItem("care.stations_kept", lazy_gettext("辅导与活动"), "people", KEEPERS, order=26),
    ),
    home=home_block,
)
