"""SMS to whoever asked for something, and the replies that came in."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WHATS = ("received", "accepted", "answered", "referred", "asked")
STATES = ("waiting", "sending", "sent", "unsure", "given_up")


def upgrade() -> None:
    op.create_table(
        "request_text",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("error", sa.Text()),
        sa.Column("sent_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_request_text"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_request_text_request_id"),
        sa.CheckConstraint(f"what IN {WHATS}", name=op.f("ck_request_text_what")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_request_text_state")),
    )
    op.create_index(
        "ix_request_text_one", "request_text", ["request_id", "round", "what"], unique=True
    )
    op.create_index(
        "ix_request_text_due",
        "request_text",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "text_reply",
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("signature", name="pk_text_reply"),
    )
    op.create_index("ix_text_reply_at", "text_reply", ["at"])


def downgrade() -> None:
    op.drop_table("text_reply")
    op.drop_table("request_text")
