"""The room of care, as it is hung into the shell."""

from web.care import board, company, people, tasks, times, visits
from web.care.asking import asked, search
from web.care.blueprint import pages
from web.care.home import home_block
from web.care.navigation import PLACES
from web.care.owed import board as owed_board
from web.care.owed import careplan, cases, grid, handover, matters, policies, rounds
from web.care.pairing import families, staff
from web.care.posts import appraising, choosing, deciding, own, setting
from web.care.together import activities, consents, days, shifts, stations
from web.care.vetting import checks, vouching
from web.care.visiting import coming, doors, paper, proving, sync, worker
from web.care.waiting import coming as tomorrow
from web.care.waiting import line, risk
from web.care.wishes import kept as wishes_kept
from web.care.wishes import open as wishes_open
from web.room import Room

# Importing the modules puts their views on the blueprint.
VIEWS = (board, company, people, tasks, times, visits)
OWED = (owed_board, careplan, cases, grid, handover, matters, policies, rounds)
ASKING = (asked, search)
POSTS = (appraising, choosing, deciding, own, setting)
TOGETHER = (activities, consents, days, shifts, stations)
VISITING = (coming, doors, paper, proving, sync, worker)
WAITING = (tomorrow, line, risk)
PAIRING = (families, staff, checks, vouching)
WISHES = (wishes_kept, wishes_open)

ROOM = Room(pages=pages, nav=PLACES, home=home_block)
