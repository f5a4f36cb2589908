"""Lines for full visits, reconfirming, handing claims on, pairings, checks seen."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _waiting()
    _reconfirm()
    _handing()
    _pairing()
    _pairing_indexes()
    _child_check()


def downgrade() -> None:
    op.drop_table("child_check")
    op.drop_table("pairing")
    op.drop_table("handing")
    op.drop_table("reconfirm")
    op.drop_table("waiting")


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('waiting', 'offered'))", name=op.f("ck_waiting_ended")
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR confirm_by IS NOT NULL", name=op.f("ck_waiting_offered")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'taken', 'lapsed', 'left')",
            name=op.f("ck_waiting_state"),
        ),
        sa.CheckConstraint(
            "(offered_at IS NULL) = (confirm_by IS NULL)", name=op.f("ck_waiting_offer")
        ),
        sa.CheckConstraint("part BETWEEN 0 AND 2", name=op.f("ck_waiting_part")),
        sa.CheckConstraint("turn > 0", name=op.f("ck_waiting_turn")),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name=op.f("fk_waiting_helper_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_waiting_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("visit_id", "turn", name=op.f("uq_waiting_visit_id_turn")),
    )
    op.create_index(
        "ix_waiting_confirm_by",
        "waiting",
        ["confirm_by"],
        unique=False,
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index("ix_waiting_helper", "waiting", ["helper_id", "joined_at"], unique=False)
    op.create_index(
        "ix_waiting_open",
        "waiting",
        ["visit_id", "helper_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'offered')"),
    )


def _reconfirm() -> None:
    op.create_table(
        "reconfirm",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_reconfirm_answered")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_reconfirm_answered_by")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_reconfirm_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_reconfirm")),
    )
    op.create_index(
        "ix_reconfirm_unanswered",
        "reconfirm",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _handing() -> None:
    op.create_table(
        "handing",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="offered", nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state = 'offered')", name=op.f("ck_handing_ended")
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'taken', 'declined', 'lapsed', 'recalled')",
            name=op.f("ck_handing_state"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_handing_claim_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name=op.f("fk_handing_helper_id")),
        sa.ForeignKeyConstraint(["offered_by"], ["account.id"], name=op.f("fk_handing_offered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handing")),
    )
    op.create_index(op.f("ix_handing_claim_id"), "handing", ["claim_id"], unique=False)
    op.create_index(op.f("ix_handing_helper_id"), "handing", ["helper_id"], unique=False)
    op.create_index(
        "ix_handing_open",
        "handing",
        ["claim_id"],
        unique=True,
        postgresql_where=sa.text("state = 'offered'"),
    )


def _pairing() -> None:
    op.create_table(
        "pairing",
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helper_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper_agreed_by", sa.Uuid(), nullable=True),
        sa.Column("resident_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resident_agreed_by", sa.Uuid(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_for", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "proposed_by IN ('night', 'staff')", name=op.f("ck_pairing_proposed_by")
        ),
        sa.CheckConstraint("role IN ('standing', 'stand_in')", name=op.f("ck_pairing_role")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_for IS NULL)", name=op.f("ck_pairing_ended")
        ),
        sa.CheckConstraint(
            "(helper_agreed_at IS NULL) = (helper_agreed_by IS NULL)",
            name=op.f("ck_pairing_helper_agreed"),
        ),
        sa.CheckConstraint(
            "(resident_agreed_at IS NULL) = (resident_agreed_by IS NULL)",
            name=op.f("ck_pairing_resident_agreed"),
        ),
        sa.CheckConstraint(
            "(since IS NULL) = (helper_agreed_at IS NULL OR resident_agreed_at IS NULL)",
            name=op.f("ck_pairing_both_agreed"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_agreed_by"], ["account.id"], name=op.f("fk_pairing_helper_agreed_by")
        ),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name=op.f("fk_pairing_helper_id")),
        sa.ForeignKeyConstraint(
            ["resident_agreed_by"], ["account.id"], name=op.f("fk_pairing_resident_agreed_by")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_pairing_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )


def _pairing_indexes() -> None:
    op.create_index(op.f("ix_pairing_helper_id"), "pairing", ["helper_id"], unique=False)
    op.create_index(
        "ix_pairing_role",
        "pairing",
        ["resident_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_pairing_two_people",
        "pairing",
        ["resident_id", "helper_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _child_check() -> None:
    op.create_table(
        "child_check",
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["helper.id"], name=op.f("fk_child_check_helper_id")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name=op.f("fk_child_check_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_check")),
    )
    op.create_index(op.f("ix_child_check_helper_id"), "child_check", ["helper_id"], unique=False)
