"""Find what has come apart: a process that is open on record has to run in Temporal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog
from temporalio import activity

from domain.housekeeping import Round, Stray

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from activities.store.unit import UnitOfWork
    from domain.housekeeping import StrayKind

_log = structlog.get_logger(__name__)


class Engine(Protocol):
    """What housekeeping asks of Temporal."""

    async def running(self) -> set[str]:
        """The ids of the processes that run, as Temporal's index knows them."""

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
        running = await self._engine.running()
        found: list[Stray] = []
        for workflow_id in sorted(on_record.keys() - running):
            became = await self._engine.what_became_of(workflow_id)
            if became is not None:
                kind, why = became
                found.append(
                    Stray(
                        workflow_id=workflow_id,
                        run_id=on_record[workflow_id],
                        kind=kind,
                        why=why,
                    )
                )
        return await asyncio.to_thread(self._note, found, on_record)

    def _open(self) -> dict[str, str]:
        with self._units() as unit:
            return self._strays.open_processes(unit.connection)

    def _note(self, found: list[Stray], on_record: dict[str, str]) -> Round:
        now = self._real_now()
        astray = {one.workflow_id for one in found}
        news: list[str] = []
        with self._units() as unit:
            for stray in found:
                if self._strays.note_stray(unit.connection, stray, now):
                    news.append(stray.workflow_id)
                    _log.warning("process_astray", workflow_id=stray.workflow_id, kind=stray.kind)
            self._strays.found_again(unit.connection, sorted(on_record.keys() - astray))
            count = self._strays.how_many_astray(unit.connection)
            unit.commit()
        return Round(
            strays=tuple(news), astray=count, open=len(on_record), next_minutes=self._minutes(now)
        )
