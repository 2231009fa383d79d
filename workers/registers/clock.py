"""Set the one clock of the house, for a demo or a rehearsal (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import house_clock
from activities.store.log import NewEvent, append
from activities.store.processes import business_clock
from domain.clock import BusinessClock
from domain.errors import ConflictError
from domain.words import SYSTEM
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


def set_clock(engine: Engine, clock: BusinessClock) -> None:
    """Let business time run from another instant or at another rate.

    Only while there is no process: what waits would otherwise wake at the wrong time.

    Raises:
        ConflictError: a process was opened already.

    Idempotent by: the clock itself; the same clock again changes nothing.
    """
    with transaction(engine) as unit:
        has_processes = house_clock.hold_processes(unit.connection)
        if business_clock(unit.connection) == clock:
            return
        if has_processes:
            message = "processes live by the clock of this house already; it cannot be set again"
            raise ConflictError(message)
        house_clock.put(unit.connection, clock)
        append(unit.connection, [_event(clock)])
        unit.commit()


def slow_down(engine: Engine, real_now: datetime) -> BusinessClock:
    """Let business time go on at the pace of real time from here, after a demo.

    A process takes the new clock up together with a policy; until then it lives by the old one.

    Idempotent by: the pace; a clock that is slow already is left alone.
    """
    with transaction(engine) as unit:
        fast = business_clock(unit.connection)
        if fast.rate == 1:
            return fast
        slow = BusinessClock(epoch=fast.business(real_now), rate=1, started_at=real_now)
        house_clock.put(unit.connection, slow)
        append(unit.connection, [_event(slow)])
        unit.commit()
        return slow


def _event(clock: BusinessClock) -> NewEvent:
    data = clock.model_dump(mode="json")
    return NewEvent(
        subject="house/clock",
        key=f"house/clock/{data['started_at']}/{data['epoch']}/{data['rate']}",
        kind="clock_set",
        actor=SYSTEM,
        data=data,
        at=clock.epoch,
        clauses=("8.1",),
    )
