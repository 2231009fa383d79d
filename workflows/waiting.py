"""Waiting: the one clock a process reads, and what may overtake a wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import workflow

from domain.clock import BusinessClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime


# On a fast clock less than this is left before an instant that has not come yet.
_A_MOMENT = timedelta(milliseconds=1)


class Interrupted(Exception):  # noqa: N818 - a person demanded something else; nothing is wrong
    """What the process was waiting for is overtaken."""


@dataclass(frozen=True)
class Alarm:
    """An instant at which whatever the process waits for is overtaken."""

    at: datetime
    interruption: Interrupted


class Waiting:
    """A process that waits in business time, for years if need be."""

    def __init__(self, clock: BusinessClock | None) -> None:
        self._clock = clock or BusinessClock()
        self._interruption: Interrupted | None = None
        self._has_come_to_rest = False
        self._has_waited = False

    def now(self) -> datetime:
        """Business time; a process reads no other clock."""
        return self._clock.business(workflow.now())

    async def until(self, met: Callable[[], bool], *, at: datetime | None = None, why: str) -> bool:
        """Wait until something is so, or until a business instant has come.

        Returns:
            True when it is so, False when the instant came first.

        Raises:
            Interrupted: a person demanded something else meanwhile.
        """
        while not met():
            self._stop_if_asked()
            now, alarm = self.now(), self.alarm()
            if alarm is not None and alarm.at <= now:
                raise alarm.interruption
            if at is not None and at <= now:
                return False
            instants = [one for one in (at, alarm.at if alarm else None) if one is not None]
            self._has_come_to_rest = True
            try:
                await workflow.wait_condition(
                    lambda: met() or self._must_stop(),
                    timeout=max(self._clock.real(min(instants) - now), _A_MOMENT)
                    if instants
                    else None,
                    timeout_summary=why,
                )
            except TimeoutError:
                continue
            finally:
                # Waiting until something is stored takes no time of people's.
                self._has_waited = self._has_waited or at is not None
        return True

    async def handlers_have_finished(self) -> None:
        """Wait for whoever is being answered; nobody is left waiting when a run ends."""
        self._has_come_to_rest = True
        await workflow.wait_condition(workflow.all_handlers_finished)

    def interrupt(self, interruption: Interrupted) -> None:
        """Make whatever the process waits for give way."""
        self._interruption = interruption

    async def together(self, *steps: Awaitable[None]) -> None:
        """Take steps side by side; when one is interrupted, so are the others."""
        tasks = [asyncio.ensure_future(step) for step in steps]
        try:
            await asyncio.gather(*tasks)
        except (Exception, asyncio.CancelledError):
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    def alarm(self) -> Alarm | None:
        """What overtakes any wait at an instant of its own."""
        return None

    def _must_stop(self) -> bool:
        """Whether a wait has to end although what it waits for is not so."""
        return self._interruption is not None

    def _stop_if_asked(self) -> None:
        interruption, self._interruption = self._interruption, None
        if interruption is not None:
            raise interruption
