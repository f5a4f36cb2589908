"""What a county may tune in the care market."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "continuity": 55,
        "distance": 10,
        "soon": 10,
        "kept": 9,
        "dialect": 6,
        "skill": 3,
        "load": 3,
        "sex_wish": 2,
        "overlap": 2,
    }
)


@dataclass(frozen=True)
class CareParams:
    """Parameters of one run; they are stored with it.

    max_km : no helper is asked to go further
    nearest : eligible helpers considered per visit; more where it is short
    slots_per_pair : times considered per pair; of a visit for several, per choice of helpers who
        can come at the same time
    day_limit : visits one helper makes a day at most
    load_step : what each further visit of a month costs more than the one before
    weights : weight per feature, together 100, so that a perfect pair scores 10,000
    """

    max_km: float = 5.0
    nearest: int = 24
    slots_per_pair: int = 2
    day_limit: int = 2
    load_step: int = 300
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
