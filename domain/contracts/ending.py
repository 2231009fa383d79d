"""How a contract comes to an end that is not that of its period (R38, R92)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.contracts.spans import ONE_DAY, start_of
from domain.model import Value


class Ending(Value):
    """A day on which a contract ends because somebody terminated it.

    Args:
        on: Its last day.
        at: When that day is over on the contract's own clock.
        by: Who wanted it.
    """

    on: date
    at: datetime
    by: str

    def not_before(self, now: datetime, time_zone: str) -> Ending:
        """The same, or today where its day was over before anybody agreed."""
        if now < self.at:
            return self
        today = now.astimezone(ZoneInfo(time_zone)).date()
        at = start_of(today + ONE_DAY, time_zone)
        return self.model_copy(update={"on": today, "at": at})


class Leaving(Value):
    """A service of a contract that is being retired.

    Args:
        on: The last day on which it is given.
        at: When that day is over on the contract's own clock.
    """

    service_id: str
    on: date
    at: datetime
