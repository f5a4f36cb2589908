"""Single days of which a helper said when he is free, in place of his week."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helper_day",
        sa.Column(
            "helper_id", sa.Uuid(), sa.ForeignKey("helper.id", name="fk_helper_day_helper_id")
        ),
        sa.Column("day", sa.Date()),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("helper_id", "day", name="pk_helper_day"),
        sa.CheckConstraint("parts BETWEEN 0 AND 7", name="parts"),
    )


def downgrade() -> None:
    op.drop_table("helper_day")
