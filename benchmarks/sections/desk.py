"""What the station waits for at the review desk."""

from benchmarks.section import Kept, Section, Table, measured_on

WORDS = """`python -m benchmarks.desk --write`

Proposals for work are turned down one after another over HTTP, by the product's own web server and
its worker for those who wait. The decision stands when the answer is there; then the desk asks for
the list of those who move until it has it."""


def section(kept: Kept) -> Section | None:
    found = kept.get("desk")
    if found is None:
        return None
    columns = ("", "median", "95 of 100 within")
    said = {"decision": "The decision stands", "moves": "It is known who moves"}
    rows = [
        (text, *(f"{found[key]:.3f} s" for key in (name, f"{name}_p95")))
        for name, text in said.items()
    ]
    moved = (
        f"{found['locked']} proposals were locked before; {found['locked_moved']} of them moved."
    )
    told = f"{found['rejections']} rejections. {moved}"
    return Section("The review desk", (WORDS, measured_on(found), Table(columns, rows), told))
