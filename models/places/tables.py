"""Places 区划与网格: one tree from the county down to the stairwell."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.database.base import Base, Identified
from models.database.sealed import Sealed

KINDS = ("county", "town", "community", "district", "grid", "building", "unit")


class Place(Identified, Base):
    """A node of the tree.

    ``path`` is the chain of codes from the county down, each followed by a slash
    (``610998/001/005/G3/B7/``): a scope of view is a prefix of it.
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("parent_id", "kind", "name"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        # Prefix search by LIKE needs this operator class whatever the database's collation.
        Index("ix_place_path", "path", unique=True, postgresql_ops={"path": "text_pattern_ops"}),
    )

    kind: Mapped[str]
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(index=True)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"), index=True)
    path: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    crs: Mapped[str | None]
    resettlement: Mapped[bool] = mapped_column(default=False, server_default="false")
    lead_name: Mapped[str | None]
    lead_phone: Mapped[str | None] = mapped_column(Sealed("place.lead_phone"))
    worker_name: Mapped[str | None]


class Holiday(Base):
    """A day an administrator set, over what the statutory calendar knows."""

    __tablename__ = "holiday"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str]
