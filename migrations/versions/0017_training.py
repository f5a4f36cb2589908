"""Training orders posted on a page, classes closed with a reason, who came to which class day."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_order", sa.Column("place_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_training_order_place_id"), "training_order", "place", ["place_id"], ["id"]
    )
    op.add_column("cohort", sa.Column("closed_for", sa.Text(), nullable=True))
    op.create_table(
        "class_attendance",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("referral_id", "day"),
    )


def downgrade() -> None:
    op.drop_table("class_attendance")
    op.drop_column("cohort", "closed_for")
    op.drop_column("training_order", "place_id")
