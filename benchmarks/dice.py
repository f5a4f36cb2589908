"""Throws of chance, each named by what it is about: the same in every arm of a seed."""

from hashlib import blake2b

SIDES = 1 << 64


class Dice:
    """Throws of one seed, each named by what it is about."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def throw(self, *about: object) -> float:
        """Evenly from 0 to 1."""
        text = repr((self.seed, *map(str, about)))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) / SIDES

    def between(self, ends: tuple[float, float], *about: object) -> float:
        low, high = ends
        return low + (high - low) * self.throw(*about)
