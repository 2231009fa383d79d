"""A supervisor at work within the tests, on real servers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from tests.support.bare_stack import bare_steps
from workers.embedded.patience import Patience
from workers.embedded.ports import PortWishes, free_port
from workers.embedded.record import StackRecord
from workers.embedded.report import Report
from workers.embedded.supervisor import Supervisor
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from workers.embedded.first_steps import FirstSteps


@dataclass
class Watched:
    """A supervisor at work, and everything it has said."""

    settings: Settings
    supervisor: Supervisor
    said: list[str]
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] = field(init=False)

    @property
    def record(self) -> StackRecord:
        return StackRecord.read(self.settings.folder.stack_file)

    def pid(self, part: str) -> int:
        pid = self.record.parts[part].pid
        assert pid is not None
        return pid

    def has_said(self, words: str) -> bool:
        return any(words in line for line in self.said)

    async def until_said(self, words: str) -> None:
        await eventually(lambda: self.has_said(words) or self.task.done())
        assert self.has_said(words), self.said

    async def stopped(self) -> None:
        self.supervisor.stop()
        await self.task


@retry(retry=retry_if_result(lambda so: not so), wait=wait_fixed(0.02), stop=stop_after_delay(60))
async def eventually(question: Callable[[], bool]) -> bool:
    """Ask again until the answer is yes."""
    return question()


@retry(retry=retry_if_result(lambda so: not so), wait=wait_fixed(0.1), stop=stop_after_delay(60))
async def eventually_is(question: Callable[[], Awaitable[bool]]) -> bool:
    """Ask again until the answer is yes."""
    return await question()


def watch(
    folder: Path,
    *,
    steps: FirstSteps | None = None,
    port: int | None = None,
    ui_port: int | None = None,
    pause: float = 0.5,
) -> Watched:
    said: list[str] = []
    settings = Settings.resolve(folder, environ={})
    supervisor = Supervisor(
        settings,
        steps=steps or bare_steps(),
        report=Report(said.append),
        wishes=PortWishes(port=port, ui_port=ui_port),
        patience=lambda: Patience(first_pause=pause),
    )
    watched = Watched(settings, supervisor, said)
    watched.task = asyncio.create_task(supervisor.run(ready=lambda _ui: watched.ready.set()))
    return watched


@asynccontextmanager
async def running(
    folder: Path, *, steps: FirstSteps | None = None, pause: float = 0.5
) -> AsyncIterator[Watched]:
    known = (folder / "ports.json").exists()
    watched = watch(
        folder,
        steps=steps,
        port=None if known else free_port(),
        ui_port=None if known else free_port(),
        pause=pause,
    )
    waiting = asyncio.create_task(watched.ready.wait())
    await asyncio.wait({watched.task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if watched.task.done():
        await watched.task
    try:
        yield watched
    finally:
        if not watched.task.done():
            await watched.stopped()
