"""Seekers as staff keep them: consent, guidance, officer and plan, requests that two agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _consent()
    _note()
    _help()
    _request()


def downgrade() -> None:
    for table in ("seeker_request", "help_step", "seeker_help", "guidance_note", "seeker_consent"):
        op.drop_table(table)


def _id() -> sa.Column[sa.Uuid]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _consent() -> None:
    table = "seeker_consent"
    op.create_table(
        table,
        _id(),
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", WHEN, nullable=False),
        sa.Column("withdrawn_on", sa.Date()),
        sa.CheckConstraint("purpose IN ('seeking', 'sensitive')", name="purpose"),
        _of(table, "seeker_id", "seeker"),
        _of(table, "recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_seeker_consent"),
    )
    op.create_index(
        "ix_seeker_consent_standing",
        table,
        ["seeker_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )


def _note() -> None:
    table = "guidance_note"
    op.create_table(
        table,
        _id(),
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agreed", sa.LargeBinary(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.CheckConstraint("kind IN ('talk', 'call', 'visit')", name="kind"),
        _of(table, "seeker_id", "seeker"),
        _of(table, "written_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_guidance_note"),
    )
    op.create_index("ix_guidance_note_seeker_id", table, ["seeker_id"])
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON guidance_note"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _help() -> None:
    op.create_table(
        "seeker_help",
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid()),
        sa.Column("review_on", sa.Date()),
        _of("seeker_help", "seeker_id", "seeker"),
        _of("seeker_help", "officer_id", "account"),
        sa.PrimaryKeyConstraint("seeker_id", name="pk_seeker_help"),
    )
    op.create_index("ix_seeker_help_officer_id", "seeker_help", ["officer_id"])
    op.create_table(
        "help_step",
        _id(),
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        _of("help_step", "seeker_id", "seeker"),
        sa.PrimaryKeyConstraint("id", name="pk_help_step"),
    )
    op.create_index("ix_help_step_seeker_id", "help_step", ["seeker_id"])


def _request() -> None:
    table = "seeker_request"
    op.create_table(
        table,
        _id(),
        sa.Column("seeker_id", sa.Uuid(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("categories", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.LargeBinary()),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", WHEN),
        sa.CheckConstraint("asked_for IN ('end', 'hardship')", name="asked_for"),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'refused')", name="state"),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
        _of(table, "seeker_id", "seeker"),
        _of(table, "asked_by", "account"),
        _of(table, "decided_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_seeker_request"),
    )
    op.create_index("ix_seeker_request_seeker_id", table, ["seeker_id"])
    op.create_index(
        "ix_seeker_request_open",
        table,
        ["seeker_id", "asked_for"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
