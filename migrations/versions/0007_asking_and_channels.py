"""Who was asked for which visit, and notices on their way beyond the app."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ANSWERS = ("none", "yes", "no", "not_now", "expired")
CHANNELS = ("email", "sms", "wecom")
STATES = ("waiting", "sending", "sent", "failed", "unsure", "given_up", "read")
PURPOSES = ("notice", "code")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "notice", sa.Column("urgent", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_table(
        "notice_choice",
        sa.Column(
            "account_id",
            sa.Uuid(),
            sa.ForeignKey("account.id", ondelete="CASCADE", name="fk_notice_choice_account_id"),
            primary_key=True,
        ),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("email_confirmed_at", MOMENT),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_to", sa.Time(), nullable=False),
    )
    _delivery()
    _asking()


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), primary_key=True),
        sa.Column(
            "notice_id",
            sa.Uuid(),
            sa.ForeignKey("notice.id", ondelete="CASCADE", name="fk_delivery_notice_id"),
            nullable=False,
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="notice", nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("batch", sa.Uuid()),
        sa.Column("lease_until", MOMENT),
        sa.Column("provider_id", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("sent_at", MOMENT),
        sa.UniqueConstraint("notice_id", "channel", name="uq_delivery_notice_id_channel"),
        sa.CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
    )
    op.create_index("ix_delivery_batch", "delivery", ["batch"])
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["channel", "next_try_at"],
        postgresql_where=sa.text("state IN ('waiting', 'failed')"),
    )


def _asking() -> None:
    op.create_table(
        "asking",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), primary_key=True),
        sa.Column(
            "visit_id",
            sa.Uuid(),
            sa.ForeignKey("visit.id", name="fk_asking_visit_id"),
            nullable=False,
        ),
        sa.Column(
            "helper_id",
            sa.Uuid(),
            sa.ForeignKey("helper.id", name="fk_asking_helper_id"),
            nullable=False,
        ),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), server_default="none", nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.UniqueConstraint("visit_id", "helper_id", name="uq_asking_visit_id_helper_id"),
        sa.CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        sa.CheckConstraint("wave > 0", name="wave"),
        sa.CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answered"),
    )
    op.create_index("ix_asking_helper", "asking", ["helper_id", "asked_at"])
    op.create_table(
        "unfilled",
        sa.Column(
            "visit_id",
            sa.Uuid(),
            sa.ForeignKey("visit.id", name="fk_unfilled_visit_id"),
            primary_key=True,
        ),
        sa.Column("since", MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in ("unfilled", "asking", "delivery", "notice_choice"):
        op.drop_table(table)
    op.drop_column("notice", "urgent")
