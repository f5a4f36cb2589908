"""The trail becomes a chain: its links, where it was shortened, what came of checking it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ADDED_ONLY = ("trail_link", "trail_seal", "trail_check")
# What the auditor searches by, newest first.
SEARCHED = ("account_id", "action", "address")


def upgrade() -> None:
    op.create_table(
        "trail_link",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_number", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("entry_number"),
    )
    op.create_table(
        "trail_seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "trail_check",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("links", sa.BigInteger(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("faults", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.dialects.postgresql.JSONB(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ADDED_ONLY:
        op.execute(
            f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for column in SEARCHED:
        op.create_index(f"ix_trail_entry_{column}", "trail_entry", [column, "at"])


def downgrade() -> None:
    for column in SEARCHED:
        op.drop_index(f"ix_trail_entry_{column}", "trail_entry")
    for table in reversed(ADDED_ONLY):
        op.drop_table(table)
