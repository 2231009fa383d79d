"""Keeps one part running: when it dies it is started again, until that makes no sense any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from domain.errors import UnreachableError
from workers.embedded.record import PartState

if TYPE_CHECKING:
    from workers.embedded.parts import RunningPart
    from workers.embedded.patience import Patience
    from workers.embedded.report import Report


async def keep_running(part: RunningPart, *, patience: Patience, report: Report) -> None:
    """Watch a part for as long as it can be kept running.

    Args:
        part: A part that has been started.
        patience: How often it may die, and how long the pauses are.
        report: Says when it died, and when it runs again.

    Raises:
        UnreachableError: when it died once too often; the message carries its last words.
    """
    while True:
        how = await part.ended()
        pause = patience.after_a_death()
        if pause is None:
            raise UnreachableError(
                f"{part.plan.title} ended again and again, the last time with {how}: "
                f"{part.last_words()} (see {part.plan.log})"
            )
        part.note_restart()
        report.say(f"  {part.plan.title} ended with {how}: starting it again")
        await asyncio.sleep(pause)
        await _start_again(part, report)


async def _start_again(part: RunningPart, report: Report) -> None:
    try:
        with report.step() as done:
            await part.start(state=PartState.RESTARTING)
            done(f"{part.plan.title} runs again")
    except UnreachableError as failure:
        report.say(f"  {failure.message}")
        await part.stop()
