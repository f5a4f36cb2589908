"""What a person waits for after an event of the day."""

from benchmarks.section import Kept, Section, Table, measured_on

KINDS = {
    "care": {
        "rejection": "a proposal turned down",
        "claim": "a visit claimed",
        "withdrawal": "a claim given back",
        "not_home": "nobody at home",
        "need": "somebody new in need",
        "pause": "a helper pauses",
    },
    "employment": {
        "rejection": "a proposal turned down",
        "opting_out": "a seeker opts out",
        "seeker": "a new seeker",
        "vacancy": "a new vacancy",
    },
}
WORDS = """`python -m benchmarks.events --write`

Something happens; the plan is mended or solved again to its optimum, and what changed is in the
tables. Measured from the request to the commit. The first event of a worker reads the county, the
next ones find it remembered and read what was written since."""


def section(kept: Kept) -> Section | None:
    found = kept.get("events")
    if found is None:
        return None
    columns = ("", "events", "median", "95 of 100 within", "processor s, median")
    rows = [
        (
            f"{market.capitalize()}, {said}",
            str(one["events"]),
            *(f"{one[key]:.3f} s" for key in ("seconds", "seconds_p95", "cpu")),
        )
        for market, kinds in KINDS.items()
        for kind, said in kinds.items()
        if (one := found[market]["kinds"].get(kind)) is not None
    ]
    first = ", ".join(f"{market} {found[market]['first']:.3f} s" for market in KINDS)
    told = (WORDS, measured_on(found), Table(columns, rows), f"The first event: {first}.")
    return Section("Events by day", told)
