"""What the columns of care / vetting hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "child_check",
        ground="children",
        kept="with_person",
        open="id helper_id seen_at seen_by",
        personal="valid_until",
        seen=STAFF,
        whose=("helper_id",),
        stays="valid_until",
    ),
)
