"""Whom a seeker has to care for, and what the care market was asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CONSENTS = ("own", "guardian")


def upgrade() -> None:
    op.create_table(
        "care_duty",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("week > 0", name=op.f("ck_care_duty_week")),
        sa.CheckConstraint(f"consent IN {CONSENTS}", name=op.f("ck_care_duty_consent")),
        sa.CheckConstraint(
            "num_nonnulls(need_id, consent, asked_at, asked_by) IN (0, 4)",
            name=op.f("ck_care_duty_asked"),
        ),
        sa.CheckConstraint(
            "need_id IS NULL OR resident_id IS NOT NULL", name=op.f("ck_care_duty_whom")
        ),
        sa.CheckConstraint("every_days > 0", name=op.f("ck_care_duty_every_days")),
        sa.ForeignKeyConstraint(["seeker_id"], ["seeker.id"]),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"]),
        sa.ForeignKeyConstraint(["kind"], ["service_kind.code"]),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("need_id"),
    )
    op.create_index(op.f("ix_care_duty_seeker_id"), "care_duty", ["seeker_id"])


def downgrade() -> None:
    op.drop_table("care_duty")
