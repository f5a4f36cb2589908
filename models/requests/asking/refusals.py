"""Why one cannot ask like this; each with a sentence for who asked."""

from typing import ClassVar

from models.database.refused import Refused


class PlaceUnknown(Refused):
    """No place has this code, or it is too large to look after a request."""

    code: ClassVar[str] = "place_unknown"


class NotANeed(Refused):
    """A request cannot be turned into what was asked of the care market."""

    code: ClassVar[str] = "request_not_a_need"


class NotARequest(Refused):
    """A risk flag cannot be made a request."""

    code: ClassVar[str] = "flag_not_a_request"
