"""A record of a register as it is shown."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from domain.model import Value


class Entry(Value):
    """A record: its id, the fields of its kind, and since when it is archived."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    archived_at: datetime | None = None

    @property
    def fields(self) -> dict[str, object]:
        """What it says, without its id."""
        return dict(self.model_extra or {})
