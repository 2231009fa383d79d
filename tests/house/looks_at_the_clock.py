"""A process that no sandbox loads, for it looks at the clock while it is imported."""

from __future__ import annotations

from datetime import UTC, datetime

from temporalio import workflow

LOADED_AT = datetime.now(tz=UTC)


@workflow.defn(name="tests.house.looks_at_the_clock")
class LooksAtTheClock:
    """Does nothing; its module did too much."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""
