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
    Table(
        "trail_link",
        ground="accountable",
        kept="trail",
        open="number entry_number linked_at hash",
    ),
    Table(
        "trail_seal",
        ground="accountable",
        kept="trail",
        open="number hash before sealed_at mac",
    ),
    Table(
        "trail_check",
        ground="accountable",
        kept="trail",
        open="id at links until faults first",
    ),
)
