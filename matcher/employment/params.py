"""What a county may tune in the employment market."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "wish": 30,
        "skill": 20,
        "commute": 15,
        "wage": 15,
        "hours": 10,
        "kept": 10,
    }
)


@dataclass(frozen=True)
class EmploymentParams:
    """Parameters of one run; they are stored with it.

    commute_km : limit for those who named none
    wage_floor : share of the wished wage below which an opening is not proposed, in per cent
    weights : weight per feature, together 100, so that a perfect pair scores 10,000
    """

    commute_km: float = 10.0
    wage_floor: int = 80
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
