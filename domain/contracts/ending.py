"""How a contract comes to an end that is not that of its period (R38, R92)."""

from __future__ import annotations

from datetime import date, datetime

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


class Leaving(Value):
    """A service of a contract that is being retired.

    Args:
        on: The last day on which it is given.
        at: When that day is over on the contract's own clock.
    """

    service_id: str
    on: date
    at: datetime
