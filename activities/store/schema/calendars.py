"""Working calendars, and every version in which one was frozen (R91; 8.3.3)."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from activities.store.schema.columns import instant, json, metadata, recorded, words

calendar = Table(
    "calendar",
    metadata,
    Column("calendar_id", Text, primary_key=True),
    words("name"),
    words("owner"),
    instant("archived_at", optional=True),
)

calendar_version = Table(
    "calendar_version",
    metadata,
    Column("calendar_id", Text, ForeignKey("calendar.calendar_id"), nullable=False),
    Column("version", Integer, nullable=False),
    json("content"),
    json("source"),
    words("frozen_by"),
    instant("frozen_at"),
    recorded(),
    PrimaryKeyConstraint("calendar_id", "version"),
    CheckConstraint("version > 0", name="version"),
)
