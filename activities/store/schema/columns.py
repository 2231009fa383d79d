"""How names, instants, texts and documents are written in every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, DateTime, MetaData, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydantic import JsonValue

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def instant(name: str, *, optional: bool = False) -> Column[datetime]:
    """An aware instant of business time."""
    return Column(name, DateTime(timezone=True), nullable=optional)


def recorded() -> Column[datetime]:
    """The real instant at which the row was written, whatever the house's clock says."""
    return Column(
        "recorded_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
    )


def words(name: str, *, optional: bool = False) -> Column[str]:
    """A text."""
    return Column(name, Text, nullable=optional)


def lists(name: str) -> Column[Sequence[str]]:
    """Several texts in their order, perhaps none."""
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'"))


def json(name: str, *, optional: bool = False) -> Column[JsonValue]:
    """A JSON document; nothing is stored as NULL and never as the word `null`."""
    return Column(name, JSONB(none_as_null=True), nullable=optional)
