"""Find what has come apart: a process that is open on record has to run in Temporal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog
from temporalio import activity

from domain.housekeeping import Round, Stray

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from activities.store.unit import UnitOfWork
    from domain.housekeeping import StrayKind

_log = structlog.get_logger(__name__)

# So many are asked for and written down at a time: a second or two of work.
_AT_ONCE = 100


class Engine(Protocol):
    """What housekeeping asks of Temporal."""

    def running(self) -> AsyncIterator[list[str]]:
        """The ids of the processes that run, some at a time, as Temporal's index knows them."""

    async def what_became_of(self, workflow_id: str) -> tuple[StrayKind, str] | None:
        """Why a process does not run; None when it does."""


class Strays(Protocol):
    """What housekeeping asks of the store."""

    def open_processes(self, connection: Connection) -> dict[str, str]:
        """The open processes, with their last run."""

    def how_many_astray(self, connection: Connection) -> int:
        """How many are known not to run."""

    def note_stray(self, connection: Connection, stray: Stray, real_now: datetime) -> bool:
        """Say on record that a process does not run."""

    def found_again(self, connection: Connection, workflow_ids: list[str]) -> None:
        """Forget that processes were astray."""


class Housekeeping:
    """Goes round the house.

    Args:
        minutes: How long to rest between two rounds, by the policy in force at a real instant.
    """

    def __init__(
        self,
        units: Callable[[], UnitOfWork],
        strays: Strays,
        engine: Engine,
        *,
        minutes: Callable[[datetime], int],
        real_now: Callable[[], datetime],
    ) -> None:
        self._units = units
        self._strays = strays
        self._engine = engine
        self._minutes = minutes
        self._real_now = real_now

    @activity.defn(name="housekeeping.round")
    async def go_round(self) -> Round:
        """Compare the open rows with what runs; each stray is confirmed with Temporal by name.

        Idempotent by: the process, its run and what became of it.
        """
        on_record = await asyncio.to_thread(self._open)
        running: set[str] = set()
        async for some in self._engine.running():
            running.update(some)
            activity.heartbeat()
        astray: set[str] = set()
        news: list[str] = []
        for part in _parts(sorted(on_record.keys() - running)):
            found = await self._astray(part, on_record)
            news += await asyncio.to_thread(self._note, found)
            astray.update(one.workflow_id for one in found)
            activity.heartbeat()
        in_order = sorted(on_record.keys() - astray)
        return await asyncio.to_thread(self._end, news, in_order, looked_at=len(on_record))

    async def _astray(self, part: list[str], on_record: dict[str, str]) -> list[Stray]:
        """Ask Temporal by name for each of some processes, all at once."""
        became = await asyncio.gather(*map(self._engine.what_became_of, part))
        return [
            Stray(workflow_id=one, run_id=on_record[one], kind=answer[0], why=answer[1])
            for one, answer in zip(part, became, strict=True)
            if answer is not None
        ]

    def _open(self) -> dict[str, str]:
        with self._units() as unit:
            return self._strays.open_processes(unit.connection)

    def _note(self, found: list[Stray]) -> list[str]:
        """Say on record what is astray; what was said is kept, whatever becomes of the round."""
        now = self._real_now()
        news: list[str] = []
        with self._units() as unit:
            for stray in found:
                if self._strays.note_stray(unit.connection, stray, now):
                    news.append(stray.workflow_id)
                    _log.warning("process_astray", workflow_id=stray.workflow_id, kind=stray.kind)
            unit.commit()
        return news

    def _end(self, news: list[str], in_order: list[str], *, looked_at: int) -> Round:
        with self._units() as unit:
            self._strays.found_again(unit.connection, in_order)
            count = self._strays.how_many_astray(unit.connection)
            unit.commit()
        return Round(
            strays=tuple(news),
            astray=count,
            open=looked_at,
            next_minutes=self._minutes(self._real_now()),
        )


def _parts(workflow_ids: list[str]) -> Iterator[list[str]]:
    """Part after part of a list: after the loss of Temporal's data it names every process."""
    for begin in range(0, len(workflow_ids), _AT_ONCE):
        yield workflow_ids[begin : begin + _AT_ONCE]
