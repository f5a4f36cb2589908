"""Arms that lived through the same seeds, as tables: means, differences with intervals, counts."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.chart import Bar, Group
from benchmarks.section import Table

Figures = dict[str, Any]
APART = (
    "Lianxin less the other, seed by seed, with 95 % intervals (paired t; one seed alone has "
    "none); in brackets the seeds in which Lianxin was the worse one."
)


@dataclass(frozen=True)
class Arms:
    """What a benchmark's arms and measures are called.

    shares : measures told in per cent; of the others ``places`` says the decimals where not three
    """

    arms: Mapping[str, str]
    measures: Mapping[str, str]
    shares: Collection[str]
    places: Mapping[str, int] = field(default_factory=dict)

    def means(self, found: Figures) -> Table:
        rows = [
            (said, *(self._figure(name, found["means"][arm][name]) for arm in self.arms))
            for name, said in self.measures.items()
        ]
        return Table(("", *self.arms.values()), rows)

    def differences(self, found: Figures) -> Table:
        others = [arm for arm in self.arms if arm != "ours"]
        rows = [
            (said, *(self._apart(name, found["differences"][arm][name]) for arm in others))
            for name, said in self.measures.items()
        ]
        return Table(("", *(f"less {self.arms[arm]}" for arm in others)), rows)

    def counts(self, found: Figures, kinds: Collection[str], named: Mapping[str, str]) -> Table:
        """A seed on the mean: first what is named, then whatever else was counted."""
        totals = {arm: _totals(found, arm, kinds) for arm in self.arms}
        told = sorted({what for one in totals.values() for what in one} - set(named))
        rows = [
            (named.get(what, what), *(f"{totals[arm][what]:.1f}" for arm in self.arms))
            for what in (*named, *told)
        ]
        return Table(("", *self.arms.values()), rows)

    def bars(self, found: Figures) -> list[Group]:
        """The shares, measure by measure."""
        return [
            (
                self.measures[name],
                [
                    Bar(said, 100 * value, f"{value:.1%}", ours=arm == "ours")
                    for arm, said in self.arms.items()
                    for value in (found["means"][arm][name],)
                ],
            )
            for name in self.shares
        ]

    def _figure(self, name: str, value: float) -> str:
        return f"{value:.1%}" if name in self.shares else f"{value:.{self.places.get(name, 3)}f}"

    def _apart(self, name: str, one: Mapping[str, float | None]) -> str:
        unit, times, places = "", 1, self.places.get(name, 3)
        if name in self.shares:
            unit, times, places = " points", 100, 1
        middle, wide = (times * (one[key] or 0.0) for key in ("mean", "wide"))
        around = "" if one["wide"] is None else f" ± {wide:.{places}f}"
        return f"{middle:+.{places}f}{around}{unit} ({one['behind']})"


def _totals(found: Figures, arm: str, kinds: Collection[str]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for seed in found["seeds"]:
        for kind in kinds:
            summed.update(seed[arm][kind])
    return Counter({what: count / len(found["seeds"]) for what, count in summed.items()})
