"""Where a row says a person lives: community, grid, building, unit and door."""

from dataclasses import dataclass, field

from matcher.said import Said
from models.ledgers.grids import add_place
from models.ledgers.journal import Row
from models.ledgers.register import Register, Values
from models.places.naming import step


@dataclass
class Address:
    """The finest place named, and the door within it."""

    place: Row
    door: str | None
    notices: list[Said] = field(default_factory=list)


def address(register: Register, values: Values) -> Address:
    """The place of a row; raises ``RowRefused`` when its community is none.

    Grids are the grid ledger's to make: an unknown one is left out with a notice. Buildings and
    units come into being with the first person in them.
    """
    found = Address(register.community(values, "community"), values.get("door"))
    if values.get("grid"):
        grid = register.places.child(found.place, step("G", values["grid"])[0])
        if grid is None:
            found.notices.append(
                Said(
                    "“%(column)s”的值“%(value)s”不在网格台账中，只登记到社区。",
                    column=register.heading("grid"),
                    value=values["grid"][:40],
                )
            )
        else:
            found.place = _inside(register, grid, values)
    return found


def _inside(register: Register, grid: Row, values: Values) -> Row:
    place = grid
    for kind, letter in (("building", "B"), ("unit", "U")):
        if not values.get(kind):
            break
        path_step, name = step(letter, values[kind])
        below = register.places.child(place, path_step)
        place = below or add_place(register, place, kind, path_step, name, {})
    return place
