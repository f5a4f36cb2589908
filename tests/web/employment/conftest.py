"""A published night with seekers, as the desk has it."""

from tests.web.matching.conftest import desk

__all__ = ["desk"]
