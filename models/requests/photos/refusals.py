"""Why a photo is not taken; the sentence says what to do, and that the rest is kept."""

from typing import ClassVar

from matcher.said import Said
from models.requests.refusals import RequestWrong


class PhotoWrong(RequestWrong):
    """A file that is no picture, too large, of another format, or one too many."""

    code: ClassVar[str] = "photo_wrong"

    def __init__(self, said: Said) -> None:
        super().__init__("photos", said)
