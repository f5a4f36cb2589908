"""What the columns of care / wishes hold, of whom, and for how long."""

from models.database.declared import CARE, Table

TABLES = (
    Table(
        "wish",
        ground="care",
        kept="with_person",
        open=(
            "id resident_id kind whose state collected_by collected_at checked_by checked_at "
            "claimed_by claimed_at due_on handed_by ended_at"
        ),
        personal="words told reason thanks",
        seen=CARE,
        whose=("resident_id",),
    ),
)
