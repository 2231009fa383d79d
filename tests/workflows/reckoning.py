"""A process that reckons in working time, as those of contracts and requests do."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow

from domain.model import Value
from domain.worktime import WorkCalendar, add, next_open, worked


class Reckoning(Value):
    """What is reckoned with."""

    calendar: WorkCalendar
    start: datetime
    minutes: int


@workflow.defn(name="Reckons")
class Reckons:
    """Waits for so much working time, and says when it had passed and what was worked."""

    @workflow.run
    async def run(self, given: Reckoning) -> list[str]:
        """Reckon, wait, and reckon again from the calendar as it was handed over."""
        end = add(given.calendar, given.start, timedelta(minutes=given.minutes))
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: False, timeout=end - given.start)
        again = add(given.calendar, given.start, timedelta(minutes=given.minutes))
        counted = worked(given.calendar, given.start, again)
        return [end.isoformat(), next_open(given.calendar, again).isoformat(), str(counted)]
