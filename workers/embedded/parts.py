"""One part of the stack as a child process: started, waited for until it serves, stopped."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import DEVNULL
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.errors import UnreachableError
from workers.embedded.launching import clean_environment
from workers.embedded.record import PartState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

_GLANCE_SECONDS = 0.02
_TELLING_LINES = 3
_MARKS_OF_ERRORS = ("level=ERROR", '"level": "error"')


@dataclass(frozen=True)
class PartPlan:
    """How a part is run.

    Args:
        name: What `stack.json` and the log file call it.
        title: What lines for people call it.
        address: Where it is reached; None for the worker, which only calls.
        command: Makes the command of the next start.
        serves: Whether the process with this id answers by now.
        log: Where what it prints goes.
        stop_signal: What asks it to end in order.
        start_seconds: After how long without an answer a start has failed.
        stop_seconds: After how long it is ended by force.
    """

    name: str
    title: str
    address: str | None
    command: Callable[[], list[str]] = field(repr=False)
    serves: Callable[[int], Awaitable[bool]] = field(repr=False)
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 60.0
    stop_seconds: float = 60.0


class RunningPart:
    """A part under the eyes of its supervisor.

    Args:
        plan: How it is run.
        changed: Told after every change of its state.
    """

    def __init__(self, plan: PartPlan, *, changed: Callable[[RunningPart], None]) -> None:
        self.plan = plan
        self.state = PartState.STOPPED
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._log_began_at = 0

    @property
    def pid(self) -> int | None:
        """Its process id while it lives."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self, *, state: PartState = PartState.STARTING) -> None:
        """Start it and wait until it serves.

        Raises:
            UnreachableError: when it ends before that, or takes too long.
        """
        with self.plan.log.open("ab") as log:
            self._log_began_at = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self.plan.command(),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                env=clean_environment(),
                # Ctrl-C in a terminal reaches the supervisor only, which stops the parts in order.
                start_new_session=True,
            )
        self._become(state)
        try:
            async with asyncio.timeout(self.plan.start_seconds):
                await self._until_it_serves(self._process)
        except TimeoutError as silence:
            raise self._failure("does not answer") from silence
        self._become(PartState.RUNNING)

    async def ended(self) -> str:
        """Wait until it ends by itself; say how."""
        if self._process is None:
            return "was never started"
        code = await self._process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    async def stop(self) -> None:
        """End it in order, and by force after its time is up."""
        if self._process is None or self._process.returncode is not None:
            self._become(PartState.STOPPED)
            return
        self._become(PartState.STOPPING)
        try:
            self._process.send_signal(self.plan.stop_signal)
            async with asyncio.timeout(self.plan.stop_seconds):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        except ProcessLookupError:
            # It ended by itself in this very moment.
            await self._process.wait()
        self._become(PartState.STOPPED)

    def note_restart(self) -> None:
        """Note that it is down and about to be started again."""
        self._become(PartState.RESTARTING)

    def last_words(self) -> str:
        """The end of its log, on one line."""
        return _in_one_line(self._said()[-_TELLING_LINES:])

    async def _until_it_serves(self, process: asyncio.subprocess.Process) -> None:
        while not await self.plan.serves(process.pid):
            if process.returncode is not None:
                raise self._failure(f"ended with {await self.ended()}")
            await asyncio.sleep(_GLANCE_SECONDS)

    def _failure(self, how: str) -> UnreachableError:
        said = self._said()
        errors = [line for line in said if any(mark in line for mark in _MARKS_OF_ERRORS)]
        cause = _in_one_line(errors[:1] or said[-_TELLING_LINES:])
        return UnreachableError(f"{self.plan.title} {how}: {cause} (see {self.plan.log})")

    def _said(self) -> list[str]:
        """What it has said since its last start."""
        said = self.plan.log.read_bytes()
        return said[self._log_began_at :].decode("utf-8", "replace").splitlines()

    def _become(self, state: PartState) -> None:
        self.state = state
        self._changed(self)


def _in_one_line(lines: list[str]) -> str:
    return " | ".join(line.strip() for line in lines) or "it said nothing"
