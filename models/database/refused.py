"""The root of every refusal a person gets to read."""

from typing import ClassVar

from matcher.said import Said


class Refused(Exception):
    """Something asked for is not done, for a reason that can be said in one sentence.

    Each failure has its own subclass with its own ``code``; only ``web`` knows HTTP statuses.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said
