"""Housekeeping: what is open on record has to run, and whatever does not is said aloud (8.1)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

from activities.housekeeping import Housekeeping as Rounds
from domain.housekeeping import HousekeepingBook
from workflows.options import RECORD
from workflows.queues import SLOW

# With ten thousand processes a round takes seconds; where all of them are lost, minutes.
_ROUND_TIMEOUT = timedelta(minutes=30)
_SIGN_OF_LIFE = timedelta(minutes=2)


@workflow.defn(name="Housekeeping")
class Housekeeping:
    """Started by the worker, one in a house; it ends only when it is cancelled.

    A nudge makes it go round at once.
    """

    @workflow.init
    def __init__(self, book: HousekeepingBook) -> None:
        self._book = book
        self._nudged = False

    @workflow.run
    async def run(self, book: HousekeepingBook) -> None:  # noqa: ARG002 - taken by __init__
        """Go round, rest, and begin a new page when this one is full."""
        self._show()
        while not self._page_is_full():
            await self._go_round()
            self._show()
            await self._rest()
        workflow.continue_as_new(self._book)

    async def _go_round(self) -> None:
        # A nudge that comes from here on may be about what this round has passed already.
        self._nudged = False
        found = await workflow.execute_activity_method(
            Rounds.go_round,
            task_queue=SLOW,
            summary="Compare open processes with what runs",
            start_to_close_timeout=_ROUND_TIMEOUT,
            heartbeat_timeout=_SIGN_OF_LIFE,
            retry_policy=RECORD["retry_policy"],
        )
        self._book = self._book.model_copy(update={"rounds": self._book.rounds + 1, "last": found})

    def _show(self) -> None:
        """Say in the Temporal UI what the last round found."""
        found, rounds = self._book.last, self._book.rounds
        told = (
            f"Round {rounds}: {found.open} processes open, {found.astray} astray. "
            f"The next round is in {found.next_minutes} min."
        )
        workflow.set_current_details(f"### Housekeeping\n\n{told if rounds else _BEGINS}")

    async def _rest(self) -> None:
        minutes = timedelta(minutes=self._book.last.next_minutes)
        try:
            await workflow.wait_condition(
                lambda: self._nudged, timeout=minutes, timeout_summary="the next round"
            )
        except TimeoutError:
            return

    def _page_is_full(self) -> bool:
        info = workflow.info()
        return (
            info.is_continue_as_new_suggested()
            or info.get_current_history_length() >= self._book.page
        )

    @workflow.signal(name="nudge")
    def nudge(self) -> None:
        """Go round at once."""
        self._nudged = True


_BEGINS = "The first round begins."
