"""The gates before publishing: a strange night keeps the last good plan in place.

Pure: figures in, faults out. ``hard`` faults are never overridden; the others an administrator may
let through, knowingly and with a reason.
"""

from dataclasses import asdict, dataclass
from typing import Any

from matcher.said import Said


@dataclass(frozen=True)
class GateParams:
    """Shares of last night's figures, and how far from the best possible a plan may be."""

    least_inputs: float = 0.8
    least_proposals: float = 0.7
    care_gap: float = 0.01
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
    found = []
    if outcome.violations:
        found.append(_fault(outcome, "violations", hard=True, n=outcome.violations))
    if not outcome.certified:
        found.append(_fault(outcome, "certificate", hard=True))
    return found


def _gap(outcome: Outcome, params: GateParams) -> list[Fault]:
    most = params.care_gap if outcome.market == "care" else params.employment_gap
    if outcome.gap <= most:
        return []
    return [_fault(outcome, "gap", gap=100 * outcome.gap, most=100 * most)]


def _against_last(outcome: Outcome, last: Figures, params: GateParams) -> list[Fault]:
    now = outcome.figures
    compared = (
        ("people", now.people, last.people, params.least_inputs),
        ("openings", now.openings, last.openings, params.least_inputs),
        ("proposals", now.proposals, last.proposals, params.least_proposals),
    )
    return [
        _fault(outcome, gate, have=have, had=had)
        for gate, have, had, share in compared
        if have < share * had
    ]


def _fault(outcome: Outcome, gate: str, hard: bool = False, **facts: float) -> Fault:
    said = SENTENCES[outcome.market, gate]
    return Fault(gate, hard, Said(said.template, **facts))


SENTENCES = {
    ("care", "violations"): Said("帮扶：独立检查发现 %(n)d 处违反规则"),
    ("care", "certificate"): Said("帮扶：最优性证明不成立"),
    ("care", "gap"): Said("帮扶：与最优的差距 %(gap).3f%% 超过允许的 %(most).3f%%"),
    ("care", "people"): Said("帮扶：志愿者只有 %(have)d 人，上一晚有 %(had)d 人"),
    ("care", "openings"): Said("帮扶：待安排的探访只有 %(have)d 次，上一晚有 %(had)d 次"),
    ("care", "proposals"): Said("帮扶：方案只有 %(have)d 条，上一晚有 %(had)d 条"),
    ("employment", "violations"): Said("就业：独立检查发现 %(n)d 处违反规则"),
    ("employment", "certificate"): Said("就业：最优性证明不成立"),
    ("employment", "gap"): Said("就业：与最优的差距 %(gap).3f%% 超过允许的 %(most).3f%%"),
    ("employment", "people"): Said("就业：求职者只有 %(have)d 人，上一晚有 %(had)d 人"),
    ("employment", "openings"): Said("就业：岗位和班次只有 %(have)d 个，上一晚有 %(had)d 个"),
    ("employment", "proposals"): Said("就业：方案只有 %(have)d 条，上一晚有 %(had)d 条"),
}
