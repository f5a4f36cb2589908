"""Organisations and pairing units are offered requests and take them."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ROLES = (
    "'administrator', 'county', 'town', 'community', 'employment', 'grid_lead', 'grid_worker',"
    " 'building_lead', 'unit_lead', 'post_holder', 'volunteer', 'organisation', 'employer',"
    " 'seeker', 'resident', 'auditor', 'security_officer'"
)
ROLE = "ck_account_grant_role"


def upgrade() -> None:
    kind = sa.Column("kind", sa.Text(), server_default="volunteer", nullable=False)
    op.add_column("organisation", kind)
    op.create_check_constraint(
        op.f("ck_organisation_kind"), "organisation", "kind IN ('volunteer', 'pairing_unit')"
    )
    op.drop_constraint(op.f(ROLE), "account_grant")
    op.create_check_constraint(op.f(ROLE), "account_grant", f"role IN ({ROLES}, 'pairing_unit')")
    _offers()
    _indexes()


def _offers() -> None:
    op.create_table(
        "request_offer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="none", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "answer IN ('none', 'taken', 'declined', 'over')", name=op.f("ck_request_offer_answer")
        ),
        sa.CheckConstraint(
            "(answer = 'none') = (answered_at IS NULL)", name=op.f("ck_request_offer_answered")
        ),
        sa.CheckConstraint(
            "(answer = 'declined') = (reason IS NOT NULL)", name=op.f("ck_request_offer_reason")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["offered_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_id", "organisation_id", "round"),
    )


def _indexes() -> None:
    none = sa.text("answer = 'none'")
    op.create_index(
        "ix_request_offer_one",
        "request_offer",
        ["request_id", "organisation_id"],
        unique=True,
        postgresql_where=none,
    )
    op.create_index(
        "ix_request_offer_taken",
        "request_offer",
        ["request_id", "round"],
        unique=True,
        postgresql_where=sa.text("answer = 'taken'"),
    )
    op.create_index(
        "ix_request_offer_due",
        "request_offer",
        ["due_at"],
        postgresql_where=sa.text("answer = 'none' AND late_at IS NULL"),
    )
    op.create_index("ix_request_offer_organisation_id", "request_offer", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("request_offer")
    op.execute("DELETE FROM account_grant WHERE role = 'pairing_unit'")
    op.drop_constraint(op.f(ROLE), "account_grant")
    op.create_check_constraint(op.f(ROLE), "account_grant", f"role IN ({ROLES})")
    op.drop_constraint(op.f("ck_organisation_kind"), "organisation")
    op.drop_column("organisation", "kind")
