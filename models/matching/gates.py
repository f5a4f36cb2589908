"""The gates before publishing: a strange night keeps the last good plan in place.

Pure: figures in, faults out. ``hard`` faults are never overridden; the others an administrator may
let through, knowingly and with a reason.
"""

from dataclasses import asdict, dataclass
from typing import Any

from matcher.said import Said

MARKET_NAMES = {"care": "帮扶", "employment": "就业"}


@dataclass(frozen=True)
class GateParams:
    """Shares of last night's figures, and how far from the best possible a plan may be."""

    least_inputs: float = 0.8
    least_proposals: float = 0.7
    care_gap: float = 0.0
    employment_gap: float = 0.001

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Figures:
    """What came in and what came out: helpers or seekers, visits or openings, proposals."""

    people: int
    openings: int
    proposals: int


@dataclass(frozen=True)
class Outcome:
    """One market of one night; ``last`` are last night's figures less what was decided since."""

    market: str
    figures: Figures
    last: Figures | None
    violations: int
    certified: bool
    gap: float


@dataclass(frozen=True)
class Fault:
    """A gate that did not hold, by name."""

    name: str
    hard: bool
    said: Said

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "hard": self.hard, **self.said.as_json()}


def faults(outcome: Outcome, params: GateParams) -> list[Fault]:
    """All gates that do not hold for this market, the hard ones first."""
    found = _proof(outcome) + _gap(outcome, params)
    if outcome.last is not None:
        found += _against_last(outcome, outcome.last, params)
    return found


def _proof(outcome: Outcome) -> list[Fault]:
    name = MARKET_NAMES[outcome.market]
    found = []
    if outcome.violations:
        said = Said("%(market)s：独立检查发现 %(n)d 处违反规则", market=name, n=outcome.violations)
        found.append(Fault("violations", True, said))
    if not outcome.certified:
        said = Said("%(market)s：最优性证明不成立", market=name)
        found.append(Fault("certificate", True, said))
    return found


def _gap(outcome: Outcome, params: GateParams) -> list[Fault]:
    most = params.care_gap if outcome.market == "care" else params.employment_gap
    if outcome.gap <= most:
        return []
    said = Said(
        "%(market)s：与最优的差距 %(gap).3f%% 超过允许的 %(most).3f%%",
        market=MARKET_NAMES[outcome.market],
        gap=100 * outcome.gap,
        most=100 * most,
    )
    return [Fault("gap", False, said)]


def _against_last(outcome: Outcome, last: Figures, params: GateParams) -> list[Fault]:
    now = outcome.figures
    name = MARKET_NAMES[outcome.market]
    compared = (
        ("people", now.people, last.people, params.least_inputs),
        ("openings", now.openings, last.openings, params.least_inputs),
        ("proposals", now.proposals, last.proposals, params.least_proposals),
    )
    return [
        Fault(gate, False, _fewer(gate, name, have, had))
        for gate, have, had, share in compared
        if have < share * had
    ]


def _fewer(gate: str, market: str, have: int, had: int) -> Said:
    facts = {"market": market, "have": have, "had": had}
    if gate == "people":
        return Said("%(market)s：可匹配的人只有 %(have)d 人，上一晚有 %(had)d 人", **facts)
    if gate == "openings":
        return Said("%(market)s：待匹配的事项只有 %(have)d 项，上一晚有 %(had)d 项", **facts)
    return Said("%(market)s：方案只有 %(have)d 条，上一晚有 %(had)d 条", **facts)
