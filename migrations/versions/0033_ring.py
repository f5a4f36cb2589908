"""A ring of keys, and four columns more that are sealed.

Sealed columns of tables that are only added to may be sealed anew.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.database.ciphers import CIPHERS
from models.database.keys import key_for

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Tables whose rows are only added, and which have a sealed column.
ADDED = {"guidance_note": "agreed", "request_step": "remark", "review": "remark"}
# Sealed from now on: they quote cells, name signs of illness, or are free words about somebody.
SEALED = (
    ("import", "sheets", "jsonb", False),
    ("import_row", "reasons", "jsonb", False),
    ("review", "remark", "text", True),
    ("risk_flag", "signs", "text[]", False),
)
# The key before there was a ring; it is the ring's first.
FIRST = 1
ROWS = 1000


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("cipher", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 255", name=op.f("ck_data_key_number")),
        sa.PrimaryKeyConstraint("purpose", "number", name="pk_data_key"),
    )
    # For whoever says that he is sealing anew, which the application has no right to do: the row
    # has to stay as it was but for that one column.
    op.execute(
        "CREATE FUNCTION refuse_all_but_sealing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF current_setting('lianxin.sealing', true) = 'on'"
        " AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME"
        " USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for table in ADDED:
        op.execute(f"DROP TRIGGER only_added ON {table}")
    for table, column, _, empty in SEALED:
        _turn(table, column, "bytea", empty, _sealed)
    for table, column in ADDED.items():
        _only_added(table, "DELETE OR TRUNCATE")
        op.execute(
            f"CREATE TRIGGER only_sealed BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_all_but_sealing('{column}')"
        )


def downgrade() -> None:
    # Without the ring whatever was sealed under it is lost: go back by a backup instead.
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM data_key) THEN"
        " RAISE EXCEPTION 'the ring holds keys of sealed values'; END IF; END $$"
    )
    for table in ADDED:
        op.execute(f"DROP TRIGGER only_sealed ON {table}")
        op.execute(f"DROP TRIGGER only_added ON {table}")
    for table, column, kind, empty in SEALED:
        _turn(table, column, kind, empty, _unsealed)
    for table in ADDED:
        _only_added(table, "UPDATE OR DELETE OR TRUNCATE")
    op.execute("DROP FUNCTION refuse_all_but_sealing()")
    op.drop_table("data_key")


def _only_added(table: str, changes: str) -> None:
    op.execute(
        f"CREATE TRIGGER only_added BEFORE {changes} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _turn(table: str, column: str, kind: str, empty: bool, turned: Any) -> None:
    """Make a column another kind, each value of it put through ``turned``."""
    connection = op.get_bind()
    op.execute(f'ALTER TABLE "{table}" ADD COLUMN turned {kind}')
    label = f"{table}.{column}"
    rows = connection.execute(
        sa.text(f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'),
        execution_options={"yield_per": ROWS},
    )
    write = sa.text(f'UPDATE "{table}" SET turned = CAST(:value AS {kind}) WHERE id = :id')
    for part in rows.partitions():
        connection.execute(write, [{"id": id, "value": turned(v, kind, label)} for id, v in part])
    op.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    op.execute(f'ALTER TABLE "{table}" RENAME COLUMN turned TO "{column}"')
    if not empty:
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET NOT NULL')


def _sealed(value: Any, kind: str, label: str) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sealed = CIPHERS["aes"].seal(key_for(f"column:{FIRST}"), text.encode(), label.encode())
    return bytes([FIRST]) + sealed


def _unsealed(value: bytes, kind: str, label: str) -> Any:
    clear = CIPHERS["aes"].unseal(key_for(f"column:{FIRST}"), bytes(value)[1:], label.encode())
    return json.loads(clear) if kind == "text[]" else clear.decode()
