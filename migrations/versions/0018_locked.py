"""Proposals that somebody holds fast."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = ("approve", "reject", "swap", "reopen")
AFTER = (*BEFORE, "lock", "unlock")


def upgrade() -> None:
    locked = sa.Column("locked", sa.Boolean(), server_default="false", nullable=False)
    op.add_column("proposal", locked)
    _decisions(AFTER)


def downgrade() -> None:
    # Rows of review are only ever added, but the older code does not know these.
    op.execute("ALTER TABLE review DISABLE TRIGGER USER")
    op.execute("DELETE FROM review WHERE decision IN ('lock', 'unlock')")
    op.execute("ALTER TABLE review ENABLE TRIGGER USER")
    _decisions(BEFORE)
    op.drop_column("proposal", "locked")


def _decisions(known: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_review_decision"), "review")
    op.create_check_constraint(op.f("ck_review_decision"), "review", f"decision IN {known}")
