"""Consent word by word, what persons ask for, and the switch of automated matching in care."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

HOW = "how IN ('in_person', 'by_phone', 'in_writing', 'by_family', 'own_account')"


def upgrade() -> None:
    op.add_column("person", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    for table in ("helper", "resident"):
        on = sa.Column("automated", sa.Boolean(), server_default="true", nullable=False)
        op.add_column(table, on)
    _consents()
    _asks()


def _consents() -> None:
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), server_default="own", nullable=False),
        sa.Column("guardian_name", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('general', 'sensitive', 'sharing', 'automated')",
            name=op.f("ck_consent_purpose"),
        ),
        sa.CheckConstraint("given_by IN ('own', 'guardian')", name=op.f("ck_consent_given_by")),
        sa.CheckConstraint(HOW, name=op.f("ck_consent_how")),
        sa.CheckConstraint(
            "given_by = 'guardian' OR num_nonnulls(guardian_name, relation) = 0",
            name=op.f("ck_consent_guardian"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_newest", "consent", ["person_id", "purpose", "recorded_at"])


def _asks() -> None:
    op.create_table(
        "rights_ask",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "asked_for IN ('correction', 'deletion', 'withdrawal')",
            name=op.f("ck_rights_ask_asked_for"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'granted', 'refused')", name=op.f("ck_rights_ask_state")
        ),
        sa.CheckConstraint(HOW, name=op.f("ck_rights_ask_how")),
        sa.CheckConstraint(
            "(asked_for = 'withdrawal') = (purpose IS NOT NULL)",
            name=op.f("ck_rights_ask_purpose"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)"
            " AND num_nonnulls(answer, answered_by, answered_at) IN (0, 3)",
            name=op.f("ck_rights_ask_answered"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _indexes()


def _indexes() -> None:
    op.create_index(
        "ix_rights_ask_open",
        "rights_ask",
        ["person_id", "asked_for", "purpose"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_rights_ask_due",
        "rights_ask",
        ["due_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_rights_ask_person_id", "rights_ask", ["person_id"])


def downgrade() -> None:
    op.drop_table("rights_ask")
    op.drop_table("consent")
    for table in ("helper", "resident"):
        op.drop_column(table, "automated")
    op.drop_column("person", "anonymised_at")
