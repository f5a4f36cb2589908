"""Visits owed, with all that moves them; read it in 0006_owed.sql."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEW = (
    "case_step",
    "restricted_case",
    "case_recipient",
    "helper_licence",
    "handover_note",
    "tier_change",
    "care_pause",
    "obligation",
    "risk_flag",
    "extra_round",
    "visit_policy",
)
ADDED = {
    "visit_record": ("watch",),
    "visit": ("licences",),
    "need": ("once", "first_day", "last_day", "every_days", "helpers_wanted", "licence", "week"),
    "resident": ("tier",),
    "person": ("household",),
}


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    # Without parameters, so that a per cent sign means itself.
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    # A need for once has no place in the shape before.
    op.execute("DELETE FROM need WHERE once")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
    op.create_index(
        "ix_need_open",
        "need",
        ["resident_id", "kind"],
        unique=True,
        postgresql_where="closed_on IS NULL",
    )
