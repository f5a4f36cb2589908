"""What a person at the desk waits for after a rejection."""

from benchmarks.section import Kept, Section, Table, measured_on

MARKETS = {"care": "Care", "employment": "Employment"}
WORDS = """`python -m benchmarks.events --write`

A proposal is rejected at the desk; the plan is mended or solved again to its optimum, and what
changed is in the tables. Measured from the request to the commit. The first event of a worker
reads the county, the next ones find it remembered."""


def section(kept: Kept) -> Section | None:
    found = kept.get("events")
    if found is None:
        return None
    columns = ("", "first", "median", "95 of 100 within", "processor s, median")
    rows = [
        (
            f"{said}, {found[market]['events']} rejections",
            *(f"{found[market][key]:.3f} s" for key in ("first", "seconds", "seconds_p95", "cpu")),
        )
        for market, said in MARKETS.items()
    ]
    return Section("A rejection by day", [WORDS, measured_on(found), Table(columns, rows)])
