"""A visit made as a duty of a post, and how it is known that a visit took place."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EVIDENCE = ("none", "word", "organiser", "call_back", "door_qr", "code")


def upgrade() -> None:
    op.add_column("claim", sa.Column("duty", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "visit_record", sa.Column("evidence", sa.Text(), server_default="none", nullable=False)
    )
    op.create_check_constraint("evidence", "visit_record", f"evidence IN {EVIDENCE}")


def downgrade() -> None:
    op.drop_constraint("evidence", "visit_record", type_="check")
    op.drop_column("visit_record", "evidence")
    op.drop_column("claim", "duty")
