"""The ways in which a claim is not handed on."""

from typing import ClassVar

from models.database.refused import Refused


class NobodyToTakeOver(Refused):
    """Nobody who may take the claim over is known by what was given."""

    code: ClassVar[str] = "nobody_to_take_over"


class HandingOver(Refused):
    """The ask was answered, taken back or ran out meanwhile."""

    code: ClassVar[str] = "handing_over"


class LineComesFirst(Refused):
    """Others wait for this place: it is not handed past them."""

    code: ClassVar[str] = "line_comes_first"
