"""How fast letters leave the house, in real minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE = timedelta(minutes=1)


class Pace:
    """Spreads letters evenly, so that a restart cannot send a minute's worth twice."""

    def __init__(self) -> None:
        self._next_at: datetime | None = None

    def rest(self, now: datetime) -> timedelta:
        """How long the next letter has to wait still; zero when it may go."""
        if self._next_at is None:
            return timedelta()
        return max(self._next_at - now, timedelta())

    def take(self, now: datetime, per_minute: int) -> None:
        """Note that a letter goes now."""
        self._next_at = now + _MINUTE / per_minute
