"""What changed in a plan and why, and what one more of everything would be worth."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("worth", postgresql.JSONB()))
    op.create_table(
        "plan_change",
        sa.Column(
            "run_id",
            sa.Uuid(),
            sa.ForeignKey("run.id", name="fk_plan_change_run_id"),
            nullable=False,
        ),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column(
            "place_id",
            sa.Uuid(),
            sa.ForeignKey("place.id", name="fk_plan_change_place_id"),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("before_id", sa.Uuid()),
        sa.Column("after_id", sa.Uuid()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_change"),
    )
    op.create_index("ix_plan_change_run_id", "plan_change", ["run_id"])


def downgrade() -> None:
    op.drop_table("plan_change")
    op.drop_column("run", "worth")
