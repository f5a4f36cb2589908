"""What the columns of care / pairing hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "pairing",
        ground="care",
        kept="with_person",
        open=(
            "id resident_id helper_id role proposed_by proposed_at helper_agreed_at "
            "helper_agreed_by resident_agreed_at resident_agreed_by since ended_at"
        ),
        personal="ended_for",
        seen=CARE,
        whose=("resident_id", "helper_id"),
        stays="ended_for",
    ),
)
