"""Record: a process is opened and each of its business steps is written, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity

from domain.steps import Opened, Opening, Step, StepDone

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from activities.store.unit import UnitOfWork


class Records:
    """Writes what processes hand over; the functions that write are handed in with the store.

    Whoever loses patience does not break into a transaction: it is written or not, and what is
    written is found under its key by whoever tries again.
    """

    def __init__(
        self,
        units: Callable[[], UnitOfWork],
        open_process: Callable[[Connection, Opening], Opened],
        record: Callable[[Connection, Step], StepDone],
    ) -> None:
        self._units = units
        self._open_process = open_process
        self._record = record

    @activity.defn(name="process.open")
    def open(self, opening: Opening) -> Opened:
        """Take a process into the record, or return how it stands by now.

        Idempotent by: the workflow id.
        """
        with activity.shield_thread_cancel_exception(), self._units() as unit:
            opened = self._open_process(unit.connection, opening)
            unit.commit()
        return opened

    @activity.defn(name="process.record")
    def record(self, step: Step) -> StepDone:
        """Write one business step in one transaction.

        Idempotent by: the process and the number of the step.

        Raises:
            ServicecycleError: the step breaks a rule of the business; trying again cannot help.
        """
        with activity.shield_thread_cancel_exception(), self._units() as unit:
            done = self._record(unit.connection, step)
            unit.commit()
        return done
