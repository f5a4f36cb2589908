"""The room of employment, as it is hung into the shell."""

from web.employment import seekers
from web.employment.blueprint import pages
from web.room import Room

# Importing the module puts its views on the blueprint.
VIEWS = (seekers,)

ROOM = Room(pages=pages)
