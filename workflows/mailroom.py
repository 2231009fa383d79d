"""The mailroom: every notice leaves the house, in its turn and once (R88, R93; 7.4).

Notices wait in PostgreSQL, not in the mailroom's history: it only keeps somebody at work who
takes them out. How many leave in a minute and how often a delivery is tried is said by policy.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.mailroom import Delivery
from domain.mailroom import MailroomBook
from workflows.queues import SLOW

_SHIFT_SUMMARY = "Deliver notices as they come"

# A shift lasts a minute or two; a letter to a mail server that does not answer adds its time-outs.
_SHIFT_TIMEOUT = timedelta(minutes=6)
_SIGN_OF_LIFE = timedelta(seconds=30)
_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30)
)


@workflow.defn(name="Mailroom")
class Mailroom:
    """Started by the worker, one in a house; it ends only when it is cancelled.

    Then it is gone at once, and whoever is at work finishes the letter in his hands.
    Nothing is asked of it and nothing needs to be: who puts a notice into the outbox rings its
    bell in the same transaction.
    """

    @workflow.init
    def __init__(self, book: MailroomBook) -> None:
        self._book = book

    @workflow.run
    async def run(self, book: MailroomBook) -> None:
        """Keep somebody at work, for ever."""
        self._book = book.model_copy(update={"since": book.since or workflow.now()})
        while not self._page_is_full():
            self._show()
            await self._work_a_shift()
        workflow.continue_as_new(self._book)

    async def _work_a_shift(self) -> None:
        done = await workflow.execute_activity_method(
            Delivery.deliver,
            self._book.shift,
            task_queue=SLOW,
            start_to_close_timeout=_SHIFT_TIMEOUT,
            heartbeat_timeout=_SIGN_OF_LIFE,
            retry_policy=_RETRY,
            summary=_SHIFT_SUMMARY,
        )
        self._book = self._book.after(done)

    def _show(self) -> None:
        """Say in the Temporal UI what lies in the outbox."""
        book, last = self._book, self._book.last
        lines = (
            _HELD if last.house_held else _OPEN,
            "",
            "| queued | held | failed | sent |",
            "| --- | --- | --- | --- |",
            f"| {last.still_queued} | {last.still_held} | {last.still_failed} | {book.sent} |",
            "",
            f"As of the end of the last shift; sent since {book.since:%Y-%m-%d %H:%M} UTC.",
        )
        workflow.set_current_details("\n".join(lines))

    @workflow.signal(name="nudge")
    def nudge(self) -> None:
        """Nothing to do: the bell in PostgreSQL has woken the mailroom already."""

    def _page_is_full(self) -> bool:
        info = workflow.info()
        length = info.get_current_history_length()
        return info.is_continue_as_new_suggested() or length >= self._book.page


_OPEN = "Waits for notices and delivers them. `servicecycle notices list` shows them."
_HELD = "**Held**: nothing leaves the house until `servicecycle notices release --all`."
