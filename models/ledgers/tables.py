"""Ledgers 台账: what came in from which file and row, and how to take it back."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified
from models.database.sealed import Sealed, SealedBytes, SealedJson

LEDGER_KINDS = ("grids", "residents", "helpers", "seekers", "vacancies", "orders")
IMPORT_STATES = ("waiting", "reading", "preview", "importing", "done", "failed", "undone")
OUTCOMES = ("created", "updated", "unchanged", "merged", "conflict", "refused")


class Import(Identified, Base):
    """One uploaded file; ``sheets`` holds per sheet its kind and the mapping of columns.

    Until it is brought in some of its cells stand there too.
    ``returned`` is the copy of the file with the reason of each refusal in a last column.
    """

    __tablename__ = "import"
    __table_args__ = (CheckConstraint(f"state IN {IMPORT_STATES}", name="state"),)

    county_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(SealedBytes("import.content"))
    digest: Mapped[bytes]
    returned: Mapped[bytes | None] = mapped_column(SealedBytes("import.returned"))
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(SealedJson("import.sheets"))
    whole: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    stage: Mapped[str | None]
    share: Mapped[float] = mapped_column(default=0, server_default="0")
    counts: Mapped[dict[str, Any]]
    failure: Mapped[dict[str, Any] | None]
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class ImportRow(Identified, Base):
    """What became of one row; ``cells`` (JSON) as they came, and ``reasons`` that quote them."""

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "sheet", "row"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_import_row_outcome", "import_id", "outcome"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"))
    sheet: Mapped[str]
    row: Mapped[int]
    outcome: Mapped[str]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(SealedJson("import_row.reasons"))
    cells: Mapped[str | None] = mapped_column(Sealed("import_row.cells"))
    subject_id: Mapped[uuid.UUID | None]
    resolution: Mapped[str | None]
    resolved_at: Mapped[dt.datetime | None]
    resolved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))


class ImportChange(Base):
    """A row of the product as it was before and after an import: what undo goes back along."""

    __tablename__ = "import_change"

    import_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("import.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str]
    row_id: Mapped[uuid.UUID]
    before: Mapped[str | None] = mapped_column(Sealed("import_change.before"))
    after: Mapped[str] = mapped_column(Sealed("import_change.after"))


class ColumnMemory(Base):
    """A heading a person once matched to a field: proposed again next time."""

    __tablename__ = "column_memory"

    kind: Mapped[str] = mapped_column(primary_key=True)
    heading: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str]
