"""Who lives together: the same building or stairwell and the same door, by a keyed hash."""

from models.database.sealed import lookup_hash

# Coarser than this a door says nothing: number 301 stands in every building.
WITH_DOORS = ("building", "unit")


def household(path: str, kind: str, door: str | None) -> bytes | None:
    """The hash of a home; None where it is not known, and somebody is taken to live alone."""
    if not door or kind not in WITH_DOORS:
        return None
    return lookup_hash(f"{path} {door}", "person.household")
