"""The way of a referral: both sides' answers, its steps, and the work that begins."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HELD_BEFORE = ("approved", "accepted")
BEFORE = (*HELD_BEFORE, "declined", "withdrawn")
HOLDING = (*HELD_BEFORE, "passed", "placed")
STATES = (*HOLDING, "declined", "withdrawn", "failed", "left")
SIDES = ("staff", "employer", "seeker")


def upgrade() -> None:
    _states(STATES, HOLDING)
    for name in ("seeker_yes", "employer_yes", "call_wanted"):
        op.add_column(
            "referral", sa.Column(name, sa.Boolean(), server_default="false", nullable=False)
        )
    op.add_column("referral", sa.Column("interview_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("code", sa.Text(), nullable=True))
    # Letters printed before had no code; what stands in for one is as hard to guess.
    op.execute("UPDATE referral SET code = replace(gen_random_uuid()::text, '-', '')")
    op.alter_column("referral", "code", nullable=False)
    op.create_unique_constraint(op.f("uq_referral_code"), "referral", ["code"])
    op.create_table(
        "referral_step",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("remark", sa.LargeBinary(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(f"side IN {SIDES}", name=op.f("ck_referral_step_side")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_referral_step_referral_id"), "referral_step", ["referral_id"])
    op.create_table(
        "placement",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("stayed_3", sa.Date(), nullable=True),
        sa.Column("stayed_6", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"]),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_index(op.f("ix_placement_employer_id"), "placement", ["employer_id"])


def downgrade() -> None:
    op.drop_table("placement")
    op.drop_table("referral_step")
    op.execute("UPDATE referral SET state = 'withdrawn' WHERE state IN ('failed', 'left')")
    op.execute("UPDATE referral SET state = 'accepted' WHERE state IN ('passed', 'placed')")
    for name in ("code", "interview_on", "call_wanted", "employer_yes", "seeker_yes"):
        op.drop_column("referral", name)
    _states(BEFORE, HELD_BEFORE)


def _states(states: tuple[str, ...], holding: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_referral_state"), "referral")
    op.create_check_constraint(op.f("ck_referral_state"), "referral", f"state IN {states}")
    op.drop_index("ix_referral_one", "referral")
    op.create_index(
        "ix_referral_one",
        "referral",
        ["seeker_id"],
        unique=True,
        postgresql_where=sa.text(f"state IN {holding}"),
    )
