"""When a letter may reach its receiver: in his working hours, unless urgent (R63, R91; 7.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.errors import ServicecycleError
from domain.model import Value
from domain.worktime import next_open

if TYPE_CHECKING:
    from domain.worktime import WorkCalendar


class Waiting(Value):
    """What a letter waits for.

    Args:
        until: The first moment at which its receiver is at work, in business time.
        calendar: The calendar that says so, as `<id>@<version>`.
    """

    until: datetime
    calendar: str


def waiting(calendar: WorkCalendar, now: datetime) -> Waiting | None:
    """What a letter that is not urgent has to wait for; None when it may go.

    A calendar that does not open again keeps nobody from being told.

    Args:
        calendar: The working hours of its receiver.
        now: Business time.
    """
    try:
        opens = next_open(calendar, now)
    except ServicecycleError:
        return None
    if opens <= now:
        return None
    return Waiting(until=opens, calendar=f"{calendar.calendar_id}@{calendar.version}")
