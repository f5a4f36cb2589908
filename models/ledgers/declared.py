"""What the columns of ledgers hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "import",
        ground="accountable",
        kept="ledger",
        open=(
            "id county_id digest whole state stage share counts failure uploaded_at "
            "uploaded_by finished_at undone_at undone_by"
        ),
        personal="file_name content returned sheets",
        seen=STAFF,
        clock="finished_at",
        stays="file_name sheets",
        copied=False,
    ),
    Table(
        "import_row",
        ground="accountable",
        kept="ledger",
        open="id import_id sheet row outcome subject_id resolution resolved_at resolved_by",
        personal="cells reasons",
        seen=STAFF,
        clock="import_id.finished_at",
        stays="reasons",
        copied=False,
    ),
    Table(
        "import_change",
        ground="accountable",
        kept="ledger",
        open="import_id step table row_id",
        personal="before after",
        seen=STAFF,
        clock="import_id.finished_at",
        copied=False,
    ),
    Table(
        "column_memory",
        ground="none",
        kept="setup",
        open="kind heading field",
    ),
)
