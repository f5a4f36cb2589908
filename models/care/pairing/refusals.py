"""The ways in which a pairing is not made or changed."""

from typing import ClassVar

from models.database.refused import Refused


class PairingTaken(Refused):
    """The resident has somebody in this role already, or this helper in the other."""

    code: ClassVar[str] = "pairing_taken"


class PairingUnknown(Refused):
    """No such pairing, none of this helper's, or one that has ended."""

    code: ClassVar[str] = "pairing_unknown"
