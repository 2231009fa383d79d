"""One clock: business time is the engine's time, sped up where a rehearsal or a demo says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from domain.model import Value

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


class BusinessClock(Value):
    """Business time = epoch + rate × (engine time − started_at).

    Args:
        epoch: The business instant at `started_at`.
        rate: Business seconds in one real second; 1 everywhere but in a demo or a rehearsal.
        started_at: The real instant from which the rate counts.
    """

    epoch: AwareDatetime = _EARLIEST
    rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    started_at: AwareDatetime = _EARLIEST

    def business(self, engine: datetime) -> datetime:
        """Turn an instant of the engine into business time.

        A fast clock that is left running reaches the end of the calendar; it stands still there.
        """
        try:
            return min(self.epoch + (engine - self.started_at) * self.rate, _LATEST)
        except OverflowError:
            return _LATEST

    def real(self, business: timedelta) -> timedelta:
        """How long a span of business time takes on the engine."""
        return business / self.rate
