"""Jobs stand on the same ground as those of matching."""

from tests.jobs.matching.conftest import standing

__all__ = ["standing"]
