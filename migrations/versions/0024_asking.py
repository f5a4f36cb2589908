"""The form a request came by, the risk flag it was, the need of the care market it became."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CONSENTS = ("own", "guardian")


def upgrade() -> None:
    op.create_table(
        "request_form",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("request_id"),
    )
    op.create_table(
        "request_flag",
        sa.Column("flag_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["risk_flag.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.PrimaryKeyConstraint("flag_id"),
        sa.UniqueConstraint("request_id"),
    )
    op.create_table(
        "request_need",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.CheckConstraint(f"consent IN {CONSENTS}", name=op.f("ck_request_need_consent")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"]),
        sa.PrimaryKeyConstraint("request_id"),
        sa.UniqueConstraint("need_id"),
    )


def downgrade() -> None:
    op.drop_table("request_need")
    op.drop_table("request_flag")
    op.drop_table("request_form")
