"""What the columns of care / asking hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "asking",
        ground="care",
        kept="with_person",
        open="id visit_id helper_id wave asked_at answered_at",
        personal="answer",
        seen=CARE,
        whose=("helper_id",),
        stays="answer",
    ),
    Table(
        "unfilled",
        ground="care",
        kept="with_person",
        open="visit_id since",
        whose=("visit_id.resident_id",),
    ),
)
