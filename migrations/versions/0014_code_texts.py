"""Who is texted the code of a visit, and the codes on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("waiting", "sending", "sent", "unsure", "given_up")


def upgrade() -> None:
    op.add_column(
        "resident", sa.Column("code_to", sa.Text(), server_default="nobody", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_resident_code_to"), "resident", "code_to IN ('nobody', 'own', 'family')"
    )
    op.create_table(
        "code_text",
        sa.Column("claim_id", sa.Uuid()),
        sa.Column("message_id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("error", sa.Text()),
        sa.Column("sent_at", MOMENT),
        sa.PrimaryKeyConstraint("claim_id", name="pk_code_text"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_code_text_claim_id"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
    )
    op.create_index(
        "ix_code_text_due",
        "code_text",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("code_text")
    op.drop_column("resident", "code_to")
