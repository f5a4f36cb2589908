"""The pages that anybody may open, as they are hung into the shell."""

from web.requests.asking import form, own
from web.requests.asking.blueprint import pages
from web.room import Room

# Importing the modules puts their views on the blueprint.
VIEWS = (form, own)

ROOM = Room(pages=pages)
