"""Runs the stack in this process until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from workers.embedded.first_steps import FirstSteps, real_first_steps
from workers.embedded.report import Report
from workers.embedded.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.embedded.ports import PortWishes
    from workers.settings import Settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_stack(
    settings: Settings,
    wishes: PortWishes,
    *,
    say: Callable[[str], None],
    ready: Callable[[str], None],
    steps: FirstSteps | None = None,
) -> None:
    """Run the stack until SIGINT, SIGTERM or SIGHUP.

    Args:
        settings: Where the data folder is.
        wishes: The ports that were asked for.
        say: Takes each line of what happens.
        ready: Told the address of the web UI once everything serves.
        steps: What the servers are given before the worker starts; None for the real steps.

    Raises:
        ServicecycleError: when the stack does not start, or does not stay.
    """
    refuse_external(settings)
    supervisor = Supervisor(
        settings,
        steps=steps or real_first_steps(),
        report=Report(say),
        wishes=wishes,
    )
    loop = asyncio.get_running_loop()
    for asked in _SIGNALS:
        loop.add_signal_handler(asked, supervisor.stop)
    try:
        await supervisor.run(ready=ready)
    finally:
        for asked in _SIGNALS:
            loop.remove_signal_handler(asked)


def refuse_external(settings: Settings) -> None:
    """Refuse to start servers where a company's own are named.

    Raises:
        InvalidInputError: when they are.
    """
    if settings.is_external:
        raise InvalidInputError(
            "your own Temporal and PostgreSQL are named, so `up` has nothing to start: "
            "run `servicecycle migrate` once, then `servicecycle worker`"
        )
