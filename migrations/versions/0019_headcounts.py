"""Training orders are closed with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_order", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("training_order", sa.Column("closed_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("training_order", "closed_for")
    op.drop_column("training_order", "closed_on")
