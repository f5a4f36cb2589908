"""Hours of volunteers, what checks find in them, audits by lot, and certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _service_hours()
    _hours_change()
    _hours_flag()
    _hours_audit()
    _certificate()
    _checks()
    _of_visits_made()


def downgrade() -> None:
    for table in ("certificate", "hours_audit", "hours_flag", "hours_change", "service_hours"):
        op.drop_table(table)


def _service_hours() -> None:
    op.create_table(
        "service_hours",
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Uuid()),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name="fk_service_hours_entered_by"),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name="fk_service_hours_helper_id"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_service_hours_place_id"),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_service_hours_resident_id"
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name="fk_service_hours_signed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_service_hours"),
        sa.UniqueConstraint("source", "source_id", name="uq_service_hours_source_source_id"),
    )
    op.create_index("ix_service_hours_began_at", "service_hours", ["began_at"])
    op.create_index("ix_service_hours_of_helper", "service_hours", ["helper_id", "began_at"])
    op.create_index("ix_service_hours_place_id", "service_hours", ["place_id"])


def _hours_change() -> None:
    op.create_table(
        "hours_change",
        sa.Column("hours_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_hours_change_by"),
        sa.ForeignKeyConstraint(
            ["hours_id"], ["service_hours.id"], name="fk_hours_change_hours_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hours_change"),
    )
    op.create_index("ix_hours_change_hours_id", "hours_change", ["hours_id"])
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON hours_change"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _hours_flag() -> None:
    op.create_table(
        "hours_flag",
        sa.Column("hours_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("reason", sa.Text()),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_hours_flag_decided_by"),
        sa.ForeignKeyConstraint(["hours_id"], ["service_hours.id"], name="fk_hours_flag_hours_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hours_flag"),
        sa.UniqueConstraint("hours_id", "kind", name="uq_hours_flag_hours_id_kind"),
    )
    op.create_index(
        "ix_hours_flag_open", "hours_flag", ["kind"], postgresql_where=sa.text("decision IS NULL")
    )


def _hours_audit() -> None:
    op.create_table(
        "hours_audit",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("county_id", sa.Uuid(), nullable=False),
        sa.Column("hours_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text()),
        sa.Column("called_by", sa.Uuid()),
        sa.Column("called_at", sa.DateTime(timezone=True)),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["called_by"], ["account.id"], name="fk_hours_audit_called_by"),
        sa.ForeignKeyConstraint(["county_id"], ["place.id"], name="fk_hours_audit_county_id"),
        sa.ForeignKeyConstraint(["hours_id"], ["service_hours.id"], name="fk_hours_audit_hours_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hours_audit"),
        sa.UniqueConstraint("month", "hours_id", name="uq_hours_audit_month_hours_id"),
    )


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("whole_id", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("contents", postgresql.JSONB(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("hours_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.Uuid()),
        sa.Column("revoked_for", sa.Text()),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name="fk_certificate_helper_id"),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name="fk_certificate_issued_by"),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name="fk_certificate_revoked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("number", name="uq_certificate_number"),
    )
    op.create_index("ix_certificate_helper_id", "certificate", ["helper_id"])


def _checks() -> None:
    op.create_check_constraint(
        "evidence",
        "service_hours",
        "evidence IN ('none', 'word', 'organiser', 'call_back', 'door_qr', 'code')",
    )
    op.create_check_constraint("source", "service_hours", "source IN ('visit', 'activity')")
    op.create_check_constraint(
        "answered_for",
        "service_hours",
        "state <> 'credited' OR evidence IN ('door_qr', 'code')"
        " OR (evidence <> 'none' AND signed_by IS NOT NULL)",
    )
    op.create_check_constraint(
        "state", "service_hours", "state IN ('pending', 'credited', 'queried', 'revoked')"
    )
    op.create_check_constraint("times", "service_hours", "began_at < ended_at AND minutes > 0")
    op.create_check_constraint(
        "two_people", "service_hours", "signed_by IS NULL OR signed_by <> entered_by"
    )
    op.create_check_constraint(
        "action",
        "hours_change",
        "action IN ('entered', 'proved', 'signed', 'queried', 'kept', 'corrected', 'revoked',"
        " 'called')",
    )
    op.create_check_constraint(
        "decision", "hours_flag", "decision IN ('kept', 'corrected', 'revoked')"
    )
    op.create_check_constraint("decided", "hours_flag", "(decision IS NULL) = (decided_by IS NULL)")
    op.create_check_constraint(
        "result", "hours_audit", "result IN ('confirmed', 'denied', 'unreachable')"
    )
    op.create_check_constraint(
        "revoked", "certificate", "(revoked_at IS NULL) = (revoked_by IS NULL)"
    )
    op.create_check_constraint("what", "certificate", "minutes > 0 AND since <= until")


def _of_visits_made() -> None:
    """Visits made before hours were kept: they wait for a signature like any other."""
    op.execute(
        """
        INSERT INTO service_hours (
            helper_id, source, source_id, place_id, resident_id, content, began_at, ended_at,
            minutes, state, evidence, late, recorded_at, entered_by
        )
        SELECT claim.helper_id, 'visit', record.id, person.place_id, visit.resident_id,
            (SELECT string_agg(kind.name, '、' ORDER BY kind.code) FROM service_kind AS kind
                WHERE kind.code = ANY (visit.kinds)),
            record.began_at, record.ended_at,
            greatest(1, extract(epoch FROM record.ended_at - record.began_at)::integer / 60),
            'pending', 'none', false, record.recorded_at, record.recorded_by
        FROM visit_record AS record
        JOIN claim ON claim.id = record.claim_id AND NOT claim.duty
        JOIN helper ON helper.id = claim.helper_id AND helper.volunteer
        JOIN visit ON visit.id = claim.visit_id
        JOIN resident ON resident.id = visit.resident_id
        JOIN person ON person.id = resident.person_id
        WHERE record.outcome = 'done'
        """
    )
    op.execute(
        """
        INSERT INTO hours_change (
            hours_id, at, by, action, state, evidence, began_at, ended_at, minutes
        )
        SELECT id, recorded_at, entered_by, 'entered', state, evidence, began_at, ended_at, minutes
        FROM service_hours
        """
    )
