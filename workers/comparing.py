"""Compare both stores: what is open on record has to run, and stand where the record says (8.1).

A run is asked where it stands. What seems apart is looked at again a moment later, for a process
that is at work moves between two looks; only what two looks found alike is apart.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from temporalio.client import WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode
from tenacity import AsyncRetrying, RetryError, TryAgain, stop_after_delay, wait_fixed

from activities.store.readers.standings import standings
from domain.errors import UnreachableError
from domain.proof import Apart, ApartKind
from domain.protocol import RunStanding
from domain.words import ProcessKind
from workers.connection import connect
from workers.engine_view import somebody_works
from workers.listing import RUNNING, listed_at_leisure
from workflows.process import Process

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from sqlalchemy import Engine
    from temporalio.client import Client

    from activities.store.readers.standings import Standing
    from workers.settings import Settings

_MEND = "servicecycle resume {}"
_AT_ONCE = 16
_ROWS_AT_ONCE = 5_000
_LOOKS = 6
_BETWEEN_LOOKS_SECONDS = 0.5
_WORKER_SECONDS = 3.0
_PATIENCE = timedelta(seconds=10)
_ALIVE = (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW)


class _Run(NamedTuple):
    """A process as Temporal knows it.

    Args:
        run_id: Its present run; None where nothing runs.
        said: What Temporal says of it.
        standing: Where the run says it stands; None where it does not answer.
    """

    run_id: str | None
    said: str
    standing: RunStanding | None = None


class Comparison:
    """Compares the processes on record with those that run.

    Args:
        engine: The record, for reading.
    """

    def __init__(self, client: Client, engine: Engine) -> None:
        self.client = client
        self._engine = engine
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def all_that_is_apart(self) -> list[Apart]:
        """Everything that is apart, in the order of the workflow ids."""
        running: set[str] = set()
        for kind in ProcessKind:
            of_kind = f"{RUNNING} AND WorkflowType = '{kind}'"
            async for some in listed_at_leisure(self.client, of_kind):
                running.update(some)
        on_record = await asyncio.to_thread(standings, self._engine)
        return await self.apart(running | on_record.keys())

    async def apart(self, workflow_ids: Collection[str]) -> list[Apart]:
        """Those of some processes that are apart."""
        before: dict[str, Apart] = {}
        suspects = sorted(workflow_ids)
        for _ in range(_LOOKS):
            found = {one.workflow_id: one for one in await self._look(suspects)}
            if all(before.get(name) == one for name, one in found.items()):
                return [found[name] for name in sorted(found)]
            before, suspects = found, sorted(found)
            await asyncio.sleep(_BETWEEN_LOOKS_SECONDS)
        return []

    async def end(self, workflow_id: str, why: str) -> None:
        """End the run of a process, as an operator does in the web UI; one that is gone is ended.

        It writes nothing any more: where it stands is said by the record.
        """
        try:
            await self.client.get_workflow_handle(workflow_id).terminate(why)
        except RPCError as refusal:
            if refusal.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _look(self, workflow_ids: list[str]) -> list[Apart]:
        on_record: dict[str, Standing] = {}
        for first in range(0, len(workflow_ids), _ROWS_AT_ONCE):
            part = workflow_ids[first : first + _ROWS_AT_ONCE]
            on_record |= await asyncio.to_thread(standings, self._engine, part)
        looks = (self._look_at(one, on_record.get(one)) for one in workflow_ids)
        return [one for one in await asyncio.gather(*looks) if one is not None]

    async def _look_at(self, workflow_id: str, row: Standing | None) -> Apart | None:
        async with self._turn:
            run = await self._run_of(workflow_id, asked=row is not None and row.is_open)
        found = _difference(row, run)
        if found is None:
            return None
        kind, said = found
        return Apart(workflow_id=workflow_id, kind=kind, said=said, mend=_MEND.format(workflow_id))

    async def _run_of(self, workflow_id: str, *, asked: bool) -> _Run:
        handle = self.client.get_workflow_handle(workflow_id)
        try:
            found = await handle.describe()
        except RPCError as refusal:
            if refusal.status is RPCStatusCode.NOT_FOUND:
                return _Run(None, "Temporal does not know it")
            raise
        state = found.status.name.lower().replace("_", " ") if found.status else "unknown"
        if found.status not in _ALIVE:
            return _Run(None, f"Temporal says {state}")
        standing = await self._standing(workflow_id) if asked else None
        return _Run(found.run_id, state, standing)

    async def _standing(self, workflow_id: str) -> RunStanding | None:
        handle = self.client.get_workflow_handle(workflow_id)
        try:
            said = await handle.query(cast("Any", Process.standing), rpc_timeout=_PATIENCE)
        except (RPCError, WorkflowQueryFailedError):
            return None
        return RunStanding.model_validate(said)


async def _somebody_answers(client: Client) -> None:
    """Wait a moment for a worker; Temporal knows a new one a little later than it is there.

    Raises:
        UnreachableError: none has come.
    """
    try:
        async for attempt in AsyncRetrying(
            stop=stop_after_delay(_WORKER_SECONDS), wait=wait_fixed(_BETWEEN_LOOKS_SECONDS)
        ):
            with attempt:
                if not await somebody_works(client):
                    raise TryAgain
    except RetryError:
        message = "no worker answers, so no process can say where it stands"
        raise UnreachableError(message) from None


@asynccontextmanager
async def compared(settings: Settings, engine: Engine) -> AsyncIterator[Comparison]:
    """A comparison of the stores of a house.

    Raises:
        UnreachableError: Temporal does not answer, or no worker that could say where a run stands.
    """
    client = await connect(settings)
    try:
        await _somebody_answers(client)
        yield Comparison(client, engine)
    except RPCError as silence:
        message = f"Temporal does not answer: {silence.message}"
        raise UnreachableError(message) from silence


def _difference(row: Standing | None, run: _Run) -> tuple[ApartKind, str] | None:
    runs = run.run_id is not None
    if row is None:
        said = "it runs, and the record does not know it"
        return (ApartKind.NOT_ON_RECORD, said) if runs else None
    if not row.is_open:
        if runs:
            said = f"it runs, and has ended on record ({row.closed_reason})"
            return ApartKind.CLOSED_ON_RECORD, said
        said = f"it has ended, and these tasks stand open: {', '.join(row.tasks)}"
        return (ApartKind.TASKS, said) if row.tasks else None
    if not runs:
        return ApartKind.NOT_RUNNING, f"it is open on record and does not run: {run.said}"
    if run.standing is None:
        return ApartKind.SILENT, "its run does not say where it stands"
    return _step_apart(row, run.standing) or _tasks_apart(row, run.standing)


def _step_apart(row: Standing, run: RunStanding) -> tuple[ApartKind, str] | None:
    if run.step < row.step:
        said = f"its run stands at step {run.step}, the record at step {row.step}"
        return ApartKind.RUN_BEHIND, said
    if run.step - run.at_work > row.step:
        said = f"its run stands at step {run.step}, the record only at step {row.step}"
        return ApartKind.RUN_AHEAD, said
    return None


def _tasks_apart(row: Standing, run: RunStanding) -> tuple[ApartKind, str] | None:
    shown, asked = set(row.tasks), set(run.tasks)
    if run.at_work or shown == asked:
        return None
    parts = [
        *(f"{one} stands open and is not asked" for one in sorted(shown - asked)),
        *(f"{one} is asked and does not stand open" for one in sorted(asked - shown)),
    ]
    return ApartKind.TASKS, "; ".join(parts)
