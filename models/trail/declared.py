"""What the columns of trail hold, of whom, and for how long."""

from models.database.declared import AUDITOR, Table

TABLES = (
    Table(
        "trail_entry",
        ground="accountable",
        kept="trail",
        open="number at account_id action subject subject_id whose",
        personal="address detail why",
        seen=AUDITOR,
        whose=("whose",),
        others="address detail",
    ),
)
