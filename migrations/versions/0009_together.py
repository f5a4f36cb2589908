"""Tutoring stations with their days, shifts, children and consents; group activities."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "activity_signup",
    "activity",
    "attendance",
    "pickup_person",
    "enrolment",
    "station_shift",
    "station_day",
    "station",
    "guardian_consent",
)
ON_SHIFT = "state IN ('taken', 'came')"


def _id() -> sa.Column:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True)


def _to(name: str, target: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _sealed(name: str) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _day(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _number(name: str, default: str | None = None, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=nullable)


def _index(table: str, *columns: str) -> None:
    for name in columns:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _one(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, postgresql_where=sa.text(where))


def upgrade() -> None:
    _consents()
    _stations()
    _shifts()
    _children()
    _activities()


def _consents() -> None:
    op.create_table(
        "guardian_consent",
        _id(),
        _to("person_id", "person"),
        _text("purpose"),
        _text("guardian_name"),
        _sealed("guardian_phone"),
        _text("relation"),
        _text("text_version"),
        _day("given_on", nullable=False),
        _to("recorded_by", "account"),
        _moment("recorded_at"),
        _day("withdrawn_on"),
        _to("withdrawn_by", "account", nullable=True),
        sa.CheckConstraint("purpose IN ('station', 'helping')", name="purpose"),
    )
    where = "withdrawn_on IS NULL"
    columns = ["person_id", "purpose"]
    _one("ix_guardian_consent_standing", "guardian_consent", columns, where)


def _stations() -> None:
    op.create_table(
        "station",
        _id(),
        _to("place_id", "place"),
        _text("name"),
        _text("spot"),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        _number("places"),
        _number("adults", "2"),
        _number("minors", "0"),
        _day("begins_on", nullable=False),
        _day("ends_on"),
        _to("set_up_by", "account"),
        sa.CheckConstraint("opens < closes", name="hours"),
        sa.CheckConstraint("places > 0", name="places"),
        sa.CheckConstraint("adults >= 2", name="adults"),
        sa.CheckConstraint("minors >= 0", name="minors"),
        sa.UniqueConstraint("place_id", "name"),
    )
    op.create_table(
        "station_day",
        _id(),
        _to("station_id", "station"),
        _day("day", nullable=False),
        _moment("opens_at"),
        _moment("closes_at"),
        _text("called_off_for", nullable=True),
        _moment("closed_at", nullable=True),
        sa.UniqueConstraint("station_id", "day"),
    )
    _index("station_day", "day")


def _shifts() -> None:
    op.create_table(
        "station_shift",
        _id(),
        _to("day_id", "station_day"),
        _to("helper_id", "helper"),
        _number("seat"),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), server_default="taken", nullable=False),
        _moment("taken_at"),
        _moment("ended_at", nullable=True),
        _moment("came_at", nullable=True),
        _moment("left_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('taken', 'came', 'withdrawn', 'called_off', 'missed')", name="state"
        ),
        sa.CheckConstraint("came_at < left_at", name="times"),
    )
    _index("station_shift", "day_id", "helper_id")
    _one("ix_station_shift_seat", "station_shift", ["day_id", "seat"], ON_SHIFT)
    _one("ix_station_shift_once", "station_shift", ["day_id", "helper_id"], ON_SHIFT)


def _children() -> None:
    op.create_table(
        "enrolment",
        _id(),
        _to("station_id", "station"),
        _to("person_id", "person"),
        _to("consent_id", "guardian_consent"),
        _number("seat"),
        _day("enrolled_on", nullable=False),
        _day("ended_on"),
        _text("ended_for", nullable=True),
    )
    _index("enrolment", "station_id")
    _one("ix_enrolment_seat", "enrolment", ["station_id", "seat"], "ended_on IS NULL")
    _one("ix_enrolment_child", "enrolment", ["person_id"], "ended_on IS NULL")
    op.create_table(
        "pickup_person",
        _id(),
        _to("enrolment_id", "enrolment"),
        _text("name"),
        _text("relation"),
        _sealed("phone"),
        _to("named_by", "account"),
        _moment("named_at"),
        _moment("ended_at", nullable=True),
    )
    _index("pickup_person", "enrolment_id")
    op.create_table(
        "attendance",
        _id(),
        _to("day_id", "station_day"),
        _to("enrolment_id", "enrolment"),
        _moment("arrived_at"),
        _to("arrived_by", "account"),
        _to("pickup_id", "pickup_person", nullable=True),
        _moment("picked_up_at", nullable=True),
        _to("handed_over_by", "account", nullable=True),
        _moment("alerted_at", nullable=True),
        sa.UniqueConstraint("day_id", "enrolment_id"),
        sa.CheckConstraint("arrived_at <= picked_up_at", name="times"),
        sa.CheckConstraint("(picked_up_at IS NULL) = (pickup_id IS NULL)", name="fetched"),
    )
    _index("attendance", "enrolment_id")


def _activities() -> None:
    op.create_table(
        "activity",
        _id(),
        _to("place_id", "place"),
        _text("title"),
        _text("what"),
        _text("spot"),
        _moment("begins_at"),
        _moment("ends_at"),
        _number("places"),
        _text("audience"),
        _to("set_up_by", "account"),
        _moment("called_off_at", nullable=True),
        _moment("closed_at", nullable=True),
        sa.CheckConstraint("begins_at < ends_at", name="times"),
        sa.CheckConstraint("places > 0", name="places"),
        sa.CheckConstraint("audience IN ('everyone', 'members', 'checked')", name="audience"),
    )
    _index("activity", "place_id", "begins_at")
    op.create_table(
        "activity_signup",
        _id(),
        _to("activity_id", "activity"),
        _to("helper_id", "helper"),
        _number("turn"),
        _number("seat", nullable=True),
        _text("state"),
        _moment("signed_at"),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('seated', 'came', 'missed', 'waiting', 'cancelled', 'called_off')",
            name="state",
        ),
        sa.UniqueConstraint("activity_id", "turn"),
    )
    _index("activity_signup", "helper_id")
    table, where = "activity_signup", "state IN ('seated', 'came', 'missed'"
    _one("ix_activity_signup_seat", table, ["activity_id", "seat"], f"{where})")
    _one("ix_activity_signup_once", table, ["activity_id", "helper_id"], f"{where}, 'waiting')")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
