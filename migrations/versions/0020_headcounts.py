"""How many people work for an employer as of a day; training orders are closed with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "headcount",
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("hardship", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "0 <= hardship AND hardship <= people", name=op.f("ck_headcount_people")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"]),
        sa.ForeignKeyConstraint(["reported_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("employer_id", "day"),
    )
    op.add_column("training_order", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("training_order", sa.Column("closed_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("training_order", "closed_for")
    op.drop_column("training_order", "closed_on")
    op.drop_table("headcount")
