"""A list as an .xlsx file in which nothing can run."""

import datetime as dt
from collections.abc import Iterable, Sequence

from models.ledgers import workbook as xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# As long as a sheet's name may be.
NAME = 31
Cell = str | int | float | dt.date | None


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: headings that stay in sight, then the rows."""
    head: list[tuple[Cell, int]] = [(heading, xlsx.BOLD) for heading in headings]
    lines = [head, *([(cell, xlsx.PLAIN) for cell in row] for row in rows)]
    widths = [max(12, 2 * len(heading) + 4) for heading in headings]
    return xlsx.workbook([xlsx.Page(title[:NAME], lines, widths, headed=True)])
