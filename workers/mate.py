"""The second process of a worker: one interpreter keeps one core busy, and most machines have two.

Both are alike and each takes what is next. They hold the two ends of one line: whoever ends lets
go of it, however he ends, and then the other ends as well; whoever keeps the worker starts both
again.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from workers.settings import Settings

    Work = Callable[[asyncio.Event, Callable[[], object]], Coroutine[None, None, None]]

_BEGIN = b"b"
_DIED = 1
_KEPT_BY_EACH = 100

_log = structlog.get_logger("worker")


def wants_a_mate(settings: Settings) -> bool:
    """Whether a second process pays: not on one core, nor where one address tells of one worker."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and settings.metrics is None


def beside_a_mate(settings: Settings) -> Settings:
    """The settings of either: the two together take no more memory than one alone would."""
    if settings.max_cached_workflows is not None:
        return settings
    return replace(settings, max_cached_workflows=_KEPT_BY_EACH)


class Mate:
    """The other process, as each of the two sees it.

    Args:
        line: This end of the line.
        child: The other's process id; 0 where the other is the one that came first.
    """

    def __init__(self, line: socket.socket, child: int) -> None:
        self._line = line
        self.child = child

    @classmethod
    def fork(cls) -> Self:
        """Become two; nothing may be connected yet and no thread run.

        What is loaded by now is shared in memory for as long as nobody changes it.
        """
        ours, theirs = socket.socketpair()
        gc.freeze()
        child = os.fork()
        mine, other = (ours, theirs) if child else (theirs, ours)
        other.close()
        return cls(mine, child)

    @property
    def came_first(self) -> bool:
        """Whether this process is the one that others see as the worker."""
        return self.child != 0

    def begin(self) -> None:
        """Let the other begin; where it has ended already, this one hears of it soon enough."""
        with suppress(OSError):
            self._line.send(_BEGIN)

    def may_begin(self) -> bool:
        """Wait until the other says so; False when it has ended before."""
        return self._line.recv(1) == _BEGIN

    async def beside(self, work: Work, ready: Callable[[], object]) -> None:
        """Work until asked to stop or the other ends, and let the other know at once.

        Args:
            work: Works until its event is set, and tells when it takes work.
            ready: Told so.
        """
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(self._line)
            stop.set()

        loop.add_reader(self._line, ended)
        letting_go = loop.create_task(self._let_go_after(stop))
        try:
            await work(stop, ready)
        finally:
            stop.set()
            await letting_go
            loop.remove_reader(self._line)

    def outcome(self) -> int:
        """Wait for the end of the other; its exit code."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        if code:
            _log.error("worker_mate_failed", pid=self.child, code=code)
        return code if code >= 0 else _DIED

    async def _let_go_after(self, stop: asyncio.Event) -> None:
        await stop.wait()
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
