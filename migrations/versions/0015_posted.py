"""Vacancies posted by hand: the kind of employment, the work, the conditions, who posted them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("full_time", "part_time", "task", "dispatch")


def upgrade() -> None:
    op.add_column("vacancy", sa.Column("employment_kind", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_vacancy_employment_kind"), "vacancy", f"employment_kind IN {KINDS}"
    )
    op.add_column("vacancy", sa.Column("work", sa.Text(), nullable=True))
    op.add_column("vacancy", sa.Column("conditions", sa.Text(), nullable=True))
    op.add_column("vacancy", sa.Column("posted_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_vacancy_posted_by"), "vacancy", "account", ["posted_by"], ["id"])
    op.add_column("vacancy", sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("posted_at", "posted_by", "conditions", "work", "employment_kind"):
        op.drop_column("vacancy", name)
