"""How a program that used Temporal ends: settled, flushed, and at once.

The library's own threads may still be at work when the interpreter takes itself apart, which ended
about every eighth run of a starter with SIGABRT or SIGSEGV after correct results (temporal.md 1).
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Answer = TypeVar("Answer")

_SETTLING_SECONDS = 0.1
_last_things: list[Callable[[], object]] = []


def run_settled(work: Coroutine[None, None, Answer]) -> Answer:
    """Run asynchronous work to its end, and let Temporal's threads settle before the loop closes.

    A program that called it ends with `leave`.
    """
    import asyncio  # noqa: PLC0415 - a command that waits for nobody loads no loop

    return asyncio.run(_settled(work))


def before_leaving(last: Callable[[], object]) -> None:
    """Have something done before the program ends; it takes seconds at most, and may fail."""
    _last_things.append(last)


def leave(code: int) -> NoReturn:
    """End the program with an exit code, everything said, without taking the interpreter apart."""
    for last in _last_things:
        with suppress(Exception):
            last()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        _flush(stream)
    os._exit(code)


async def _settled(work: Coroutine[None, None, Answer]) -> Answer:
    import asyncio  # noqa: PLC0415 - a command that waits for nobody loads no loop

    try:
        return await work
    finally:
        await asyncio.sleep(_SETTLING_SECONDS)


def _flush(stream: object) -> None:
    try:
        stream.flush()  # type: ignore[attr-defined]  # either stream may be replaced by a test
    except (OSError, ValueError):
        # Whoever read the other end of a pipe is gone, and there is nobody left to tell.
        return
