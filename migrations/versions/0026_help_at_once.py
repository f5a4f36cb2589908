"""The help that is asked for together with a request, and the visits that somebody waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CONSENTS = ("own", "guardian")


def upgrade() -> None:
    op.create_table(
        "request_help",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"consent IN {CONSENTS}", name=op.f("ck_request_help_consent")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_request_help_days")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.ForeignKeyConstraint(["kind"], ["service_kind.code"]),
        sa.PrimaryKeyConstraint("request_id"),
    )
    waits = sa.Column("asked", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("visit", waits)
    op.create_index(
        "ix_request_help_new",
        "request_help",
        ["request_id"],
        postgresql_where=sa.text("looked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_column("visit", "asked")
    op.drop_table("request_help")
