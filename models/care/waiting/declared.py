"""What the columns of care / waiting hold, of whom, and for how long."""

from models.database.declared import Table

TABLES = (
    Table(
        "reconfirm",
        ground="care",
        kept="with_person",
        open="claim_id asked_at answer_by answered_at answered_by",
        whose=("claim_id.helper_id",),
    ),
)
