"""Why a wish goes no further; each with a sentence for who asked."""

from typing import ClassVar

from matcher.said import Said
from models.database.refused import Refused


class WishUnknown(Refused):
    """No such wish, or none that may be seen from here."""

    code: ClassVar[str] = "wish_unknown"


class WishWrong(Refused):
    """What was filled in at ``field`` cannot be so."""

    code: ClassVar[str] = "wish_wrong"

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(said)
        self.field = field
        self.rules = [(field, said)]


class WishElsewhere(Refused):
    """Somebody was quicker, or it has come further than was seen."""

    code: ClassVar[str] = "wish_elsewhere"


class OwnWish(Refused):
    """Who collects does not check, and who fulfils does not say that it was handed over."""

    code: ClassVar[str] = "own_wish"
