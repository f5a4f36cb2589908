"""What an employer was when somebody began to work there stays with the placement."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("employer_kind", sa.Text(), nullable=True))
    op.execute(
        "UPDATE placement SET employer_kind = employer.kind"
        " FROM employer WHERE employer.id = placement.employer_id"
    )
    op.alter_column("placement", "employer_kind", nullable=False)
    op.create_check_constraint(
        op.f("ck_placement_employer_kind"),
        "placement",
        "employer_kind IN ('factory', 'base', 'shop', 'public_welfare', 'other')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_placement_employer_kind"), "placement")
    op.drop_column("placement", "employer_kind")
