"""A copy of somebody's data, on paper or as a file; whoever takes it leaves a line."""

from typing import Any

from flask import Response, jsonify, render_template
from sqlalchemy.orm import Session

from models.people.tables import Person
from models.rights.copies import Row, copy_of, is_picture
from models.rights.whole import DECLARED
from models.trail.log import record_row
from web.access import scope
from web.clock import now, today
from web.rights.labels import COLUMNS, TABLES
from web.said import said

# Not even read out at the counter where the address is kept from everybody.
ADDRESS = (("person", "door"), ("request", "spot"))
KEEPERS = ("county",)


def answered_with(session: Session, person: Person, form: str, how: str) -> Response | str:
    """The copy in the wanted form; ``how`` the wish for it came in stands in the trail."""
    record_row(
        session,
        "rights.copy",
        person,
        now(),
        by=scope().account_id,
        whose=person.id,
        why=how,
        detail={"form": form},
    )
    found = copy_of(session, person.id)
    kept = person.address_suppressed and scope().person_id != person.id
    if kept and not scope().has(*KEEPERS):
        for table, column in ADDRESS:
            for row in found.get(table, ()):
                row.pop(column, None)
    if form == "file":
        answer = jsonify({"taken_on": today(now()).isoformat(), "tables": found})
        answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer
    return render_template(
        "rights/copy.html", person=person, parts=_on_paper(found), day=today(now())
    )


def _on_paper(found: dict[str, list[Row]]) -> list[tuple[str, list[list[tuple[str, Any]]]]]:
    """Every table that says something, in words: its name, and of each row what is not empty."""
    parts = []
    for name, rows in found.items():
        if name not in TABLES:
            continue
        closed = [column for column in DECLARED[name].closed() if column in COLUMNS]
        written = [
            [(said(COLUMNS[one]), _written(name, one, row[one])) for one in closed if row.get(one)]
            for row in rows
        ]
        if any(written):
            parts.append((said(TABLES[name]), [row for row in written if row]))
    return parts


def _written(table: str, column: str, value: Any) -> Any:
    return None if is_picture(DECLARED[table], column) else value
