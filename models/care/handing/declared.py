"""What the columns of care / handing hold, of whom, and for how long."""

from models.database.declared import Table

TABLES = (
    Table(
        "handing",
        ground="care",
        kept="with_person",
        open="id claim_id helper_id state offered_at offered_by answer_by ended_at",
        whose=("helper_id",),
    ),
)
