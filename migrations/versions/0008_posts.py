"""Posts set up per community, who holds them, duties, commitments and appraisals.

What a ledger brought as a helper's post becomes a post of his community and a holding of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = "state IN ('chosen', 'held')"
POSTS_OF_COMMUNITIES = """
    INSERT INTO post (place_id, duty, title, task, set_up_at)
    SELECT DISTINCT place_id, duty, duty, duty, now() FROM post_before
"""
HOLDINGS = """
    INSERT INTO post_holding (id, post_id, helper_id, state, taken_on, card, ended_on, ended_for)
    SELECT before.id, post.id, helper_id, CASE WHEN ended_on IS NULL THEN 'held' ELSE 'ended' END,
           taken_on, nextval('post_card_number'), ended_on,
           CASE WHEN ended_on IS NULL THEN NULL ELSE 'ledger' END
    FROM post_before AS before
    JOIN post ON post.place_id = before.place_id AND post.duty = before.duty
    ORDER BY before.id
"""
# An import that brought posts can still be taken back; one that only changed them no more.
JOURNAL = (
    "DELETE FROM import_change WHERE \"table\" = 'post' AND before IS NOT NULL",
    "UPDATE import_change SET \"table\" = 'post_holding' WHERE \"table\" = 'post'",
)
BEFORE = """
    CREATE TEMPORARY TABLE post_before ON COMMIT DROP AS
    SELECT post.id, helper_id, duty, taken_on, ended_on,
           coalesce(community.id, place_id) AS place_id
    FROM post
    JOIN place ON place.id = post.place_id
    LEFT JOIN place AS community
        ON community.kind = 'community' AND starts_with(place.path, community.path)
"""
AGAIN = """
    INSERT INTO post (helper_id, duty, place_id, taken_on, ended_on)
    SELECT DISTINCT ON (helper_id, duty) helper_id, duty, place_id, taken_on, ended_on
    FROM post_before ORDER BY helper_id, duty, ended_on DESC NULLS FIRST
"""


def upgrade() -> None:
    op.execute(BEFORE)
    op.drop_table("post")
    op.execute("CREATE SEQUENCE post_card_number")
    _posts()
    _holdings()
    _duties()
    _appraisals()
    op.execute(POSTS_OF_COMMUNITIES)
    op.execute(HOLDINGS)
    for statement in JOURNAL:
        op.execute(statement)


def _id() -> sa.Column:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True)


def _to(name: str, target: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _sealed(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _day(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _posts() -> None:
    op.create_table(
        "post",
        _id(),
        _to("place_id", "place"),
        _text("duty"),
        _text("title"),
        _text("task"),
        sa.Column("places", sa.Integer()),
        _day("begins_on"),
        _day("ends_on"),
        _to("set_up_by", "account", nullable=True),
        _moment("set_up_at"),
        _day("closed_on"),
        sa.CheckConstraint("places > 0", name="places"),
        sa.CheckConstraint("begins_on <= ends_on", name="term"),
    )
    op.create_index(op.f("ix_post_place_id"), "post", ["place_id"])
    named = sa.text("set_up_by IS NULL")
    op.create_index(
        "ix_post_ledger", "post", ["place_id", "duty"], unique=True, postgresql_where=named
    )


def _holdings() -> None:
    op.create_table(
        "post_holding",
        _id(),
        _to("post_id", "post"),
        _to("helper_id", "helper"),
        sa.Column("seat", sa.Integer()),
        _text("state"),
        _day("chosen_on"),
        _day("taken_on"),
        _to("confirmed_by", "account", nullable=True),
        sa.Column("card", sa.Integer(), unique=True),
        _day("ended_on"),
        _text("ended_for", nullable=True),
        sa.CheckConstraint(
            "state IN ('chosen', 'held', 'declined', 'given_up', 'ended')", name="state"
        ),
        sa.CheckConstraint("state <> 'held' OR card IS NOT NULL", name="card"),
    )
    for name in ("post_id", "helper_id"):
        op.create_index(op.f(f"ix_post_holding_{name}"), "post_holding", [name])
    for name, column in (("seat", "seat"), ("once", "helper_id")):
        op.create_index(
            f"ix_post_holding_{name}",
            "post_holding",
            ["post_id", column],
            unique=True,
            postgresql_where=sa.text(STANDING),
        )


def _duties() -> None:
    op.create_table(
        "duty_record",
        _id(),
        _to("holding_id", "post_holding"),
        _sealed("did"),
        _moment("began_at"),
        _moment("ended_at"),
        sa.Column("evidence", sa.Text(), server_default="none", nullable=False),
        _to("entered_by", "account"),
        _moment("entered_at"),
        sa.CheckConstraint("began_at < ended_at", name="times"),
        sa.CheckConstraint(
            "evidence IN ('none', 'word', 'organiser', 'call_back', 'door_qr', 'code')",
            name="evidence",
        ),
    )
    op.create_table(
        "commitment",
        _id(),
        _to("holding_id", "post_holding"),
        _sealed("promised"),
        _day("due_on", nullable=False),
        _moment("made_at"),
        _day("kept_on"),
        _day("carried_on"),
        _to("carried_from", "commitment", nullable=True),
        sa.UniqueConstraint("carried_from"),
        sa.CheckConstraint("kept_on IS NULL OR carried_on IS NULL", name="one_end"),
    )
    for table in ("duty_record", "commitment"):
        op.create_index(op.f(f"ix_{table}_holding_id"), table, ["holding_id"])


def _appraisals() -> None:
    op.create_table(
        "appraisal",
        _id(),
        _to("holding_id", "post_holding"),
        _day("quarter", nullable=False),
        _to("opened_by", "account"),
        _moment("opened_at"),
        _moment("closed_at", nullable=True),
        _text("result", nullable=True),
        _moment("disputed_at", nullable=True),
        _sealed("dispute", nullable=True),
        _text("settled", nullable=True),
        _to("settled_by", "account", nullable=True),
        _moment("settled_at", nullable=True),
        sa.CheckConstraint("result IN ('good', 'fair', 'poor')", name="result"),
        sa.CheckConstraint("settled IN ('stands', 'void')", name="settled"),
        sa.CheckConstraint("settled_by IS NULL OR settled_by <> opened_by", name="settled_by"),
    )
    op.create_index(op.f("ix_appraisal_holding_id"), "appraisal", ["holding_id"])
    op.create_index(
        "ix_appraisal_quarter",
        "appraisal",
        ["holding_id", "quarter"],
        unique=True,
        postgresql_where=sa.text("settled IS DISTINCT FROM 'void'"),
    )
    op.create_table(
        "appraisal_voice",
        _id(),
        _to("appraisal_id", "appraisal"),
        _to("person_id", "person", nullable=True),
        _to("account_id", "account", nullable=True),
        _text("kind"),
        _text("word", nullable=True),
        _sealed("comment", nullable=True),
        _moment("answered_at", nullable=True),
        _to("entered_by", "account", nullable=True),
        sa.UniqueConstraint("appraisal_id", "person_id"),
        sa.UniqueConstraint("appraisal_id", "account_id"),
        sa.CheckConstraint("kind IN ('resident', 'member', 'staff')", name="kind"),
        sa.CheckConstraint("word IN ('good', 'fair', 'poor')", name="word"),
        sa.CheckConstraint("(kind = 'staff') = (account_id IS NOT NULL)", name="staff"),
        sa.CheckConstraint("(kind = 'staff') = (person_id IS NULL)", name="person"),
    )
    for name in ("appraisal_id", "person_id"):
        op.create_index(op.f(f"ix_appraisal_voice_{name}"), "appraisal_voice", [name])


def downgrade() -> None:
    op.execute(
        "CREATE TEMPORARY TABLE post_before ON COMMIT DROP AS"
        " SELECT helper_id, duty, place_id, taken_on, ended_on"
        " FROM post_holding JOIN post ON post.id = post_id WHERE card IS NOT NULL"
    )
    for table in ("appraisal_voice", "appraisal", "commitment", "duty_record", "post_holding"):
        op.drop_table(table)
    op.drop_table("post")
    op.execute("DROP SEQUENCE post_card_number")
    op.create_table(
        "post",
        _id(),
        _to("helper_id", "helper"),
        _text("duty"),
        _to("place_id", "place"),
        _day("taken_on"),
        _day("ended_on"),
        sa.UniqueConstraint("helper_id", "duty"),
    )
    op.create_index(op.f("ix_post_helper_id"), "post", ["helper_id"])
    op.execute(AGAIN)
    op.execute("DELETE FROM import_change WHERE \"table\" IN ('post', 'post_holding')")
