"""A process whose step fails twice, as one that waits for a database does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@activity.defn(name="step.record")
def record() -> None:
    """Succeeds at its third attempt."""
    if activity.info().attempt < 3:
        raise ConnectionError


@workflow.defn(name="Asked")
class Asked:
    """Records one step for each request; ends when it is told to."""

    def __init__(self) -> None:
        self._requests = 0
        self._recorded = 0
        self._over = False

    @workflow.run
    async def run(self, way: str) -> None:
        """Record in one of the two ways there are, `at once` or by a worker."""
        while await self._is_asked():
            execute = _WAYS[way]
            await execute(
                record,
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=1)),
            )
            self._recorded += 1

    async def _is_asked(self) -> bool:
        await workflow.wait_condition(lambda: self._over or self._requests > self._recorded)
        return not self._over

    @workflow.update(name="ask")
    async def ask(self) -> int:
        """Answered when it is recorded."""
        self._requests += 1
        mine = self._requests
        await workflow.wait_condition(lambda: self._recorded >= mine)
        return mine

    @workflow.signal(name="end")
    def end(self) -> None:
        """Come to the end."""
        self._over = True


_WAYS: dict[str, Callable[..., Awaitable[object]]] = {
    "at once": workflow.execute_local_activity,
    "by a worker": workflow.execute_activity,
}
