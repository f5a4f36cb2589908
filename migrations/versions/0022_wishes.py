"""Wishes of residents, and whoever fulfils them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="collected", nullable=False),
        sa.Column("collected_by", sa.Uuid(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("handed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('thing', 'help', 'company', 'learning')", name=op.f("ck_wish_kind")
        ),
        sa.CheckConstraint(
            "state IN ('collected', 'published', 'claimed', 'brought', 'fulfilled', 'declined',"
            " 'withdrawn')",
            name=op.f("ck_wish_state"),
        ),
        sa.CheckConstraint("whose IN ('child', 'elder', 'adult')", name=op.f("ck_wish_whose")),
        sa.CheckConstraint("checked_by <> collected_by", name=op.f("ck_wish_two_people")),
        sa.CheckConstraint(
            "(state IN ('claimed', 'brought')) <= (claimed_by IS NOT NULL)",
            name=op.f("ck_wish_by"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"]),
        sa.ForeignKeyConstraint(["collected_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["handed_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wish_resident_id", "wish", ["resident_id"])
    op.create_index("ix_wish_claimed_by", "wish", ["claimed_by"])
    op.create_index("ix_wish_state", "wish", ["state", "due_on"])


def downgrade() -> None:
    op.drop_table("wish")
