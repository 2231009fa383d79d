"""What the registers ask of whatever keeps the records of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


class Held(NamedTuple):
    """A record as it is kept, in plain values by field.

    Args:
        archived_at: Since when it is archived; None while it is not.
    """

    values: dict[str, object]
    archived_at: datetime | None = None


class Put(NamedTuple):
    """A record to be kept.

    Args:
        before: As it was kept until now; None where it is new.
    """

    record_id: str
    values: Mapping[str, object]
    before: Held | None


class Keeper(Protocol):
    """Keeps the records of one kind."""

    def held(self, connection: Connection, ids: Collection[str]) -> dict[str, Held]:
        """Those of the records that are there, archived ones too."""
        ...

    def put(self, connection: Connection, puts: Sequence[Put], at: datetime) -> None:
        """Keep records; one that was archived comes back."""
        ...

    def archive(self, connection: Connection, record_id: str, at: datetime) -> None:
        """Let a record take no part any more."""
        ...
