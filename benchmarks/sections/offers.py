"""From a request for help to the moment a helper is asked."""

from benchmarks.section import Kept, Section, Table, measured_on

WORDS = """`python -m benchmarks.offers --write`

Requests for help come in over HTTP, half typed in by staff and half by the public form, to the
product's own web server and its worker for those who wait. Each names a resident by a number on
record and becomes a need by itself; the care market is matched again and a helper is asked. A
request counts as servable unless no helper who can still be asked this week may make its visit."""


def section(kept: Kept) -> Section | None:
    found = kept.get("offers")
    if found is None:
        return None
    columns = ("", "median", "95 of 100 within")
    row = ("A helper is asked", *(f"{found[key]:.1f} s" for key in ("seconds", "seconds_p95")))
    told = (
        f"{found['a_minute']:.0f} requests a minute, {found['servable']} that could be served; "
        f"{100 * found['within']:.0f} % had their offer within a minute, {found['left']} came to "
        "no need."
    )
    return Section("Requests for help", (WORDS, measured_on(found), Table(columns, [row]), told))
