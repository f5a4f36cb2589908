"""What the columns of places hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "place",
        ground="accountable",
        kept="setup",
        open="id kind name code parent_id path lat lon crs resettlement",
        personal="lead_name lead_phone worker_name",
        seen=STAFF,
        copied=False,
        masks={"lead_name": "name", "lead_phone": "phone", "worker_name": "name"},
    ),
    Table(
        "holiday",
        ground="none",
        kept="setup",
        open="day working name",
    ),
)
