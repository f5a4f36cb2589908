"""Newcomers go beside somebody: who is vouched for, and a place to come along."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("helper", sa.Column("vouched_on", sa.Date(), nullable=True))
    op.add_column(
        "visit", sa.Column("along", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("visit", "along")
    op.drop_column("helper", "vouched_on")
