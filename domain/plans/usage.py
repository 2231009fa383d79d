"""What a customer used: work, requests and extra costs, each entry with its instant (R73–R78)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.model import Value
from domain.plans.words import UsageKind


class Usage(Value):
    """One entry of usage.

    Args:
        usage_id: Its name in the invoice; no two entries share one.
        started_at: When the work began, the request came in, or the cost arose.
        ended_at: When the work ended; None for what takes no time.
        added_minutes: Time the technician added to his work, such as travel; counted as if it
            followed the work (R78).
        technician: Who worked.
        role: The staff role he worked in; it decides the rate.
        request_id: The request it belongs to.
        amount_minor_units: What an extra cost came to, in the currency of the plan (R77).
    """

    usage_id: str
    kind: UsageKind
    started_at: datetime
    ended_at: datetime | None = None
    added_minutes: int = 0
    technician: str = ""
    role: str = ""
    request_id: str = ""
    amount_minor_units: int = 0

    @property
    def added(self) -> timedelta:
        """The time that was added."""
        return timedelta(minutes=self.added_minutes)


class Period(NamedTuple):
    """A billing period, half-open: its first day, and the first day after it."""

    first_on: date
    end_on: date

    @property
    def last_on(self) -> date:
        """The last day that belongs to it."""
        return self.end_on - timedelta(days=1)
