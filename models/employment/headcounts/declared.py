"""What the columns of employment / headcounts hold, of whom, and for how long."""

from models.database.declared import Table

TABLES = (
    Table(
        "headcount",
        ground="none",
        kept="setup",
        open="employer_id day people hardship reported_at reported_by",
    ),
)
