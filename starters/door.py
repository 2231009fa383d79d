"""One door: the only place from which processes are started, asked and told (architecture, idea 6).

Whatever Temporal says to a caller becomes one of our errors here. Three things are told apart: it
was refused, nothing was sent, and it was sent and nobody knows what became of it.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError
from tenacity import AsyncRetrying, TryAgain, wait_fixed

from domain.errors import (
    ConflictError,
    OutcomeUnknownError,
)
from domain.identity import acting
from domain.protocol import ProcessStanding, RunStanding
from starters.understanding import refusal, silence
from workflows.process import Process
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from pydantic import BaseModel
    from temporalio.client import Client, WorkflowHandle
    from temporalio.common import SearchAttributeKey

    from domain.identity import Actor
    from domain.protocol import ProcessInput

R = TypeVar("R", bound="BaseModel")

_PATIENCE_SECONDS = 10.0
_GLANCE_SECONDS = 0.1
_SHORT_ID = re.compile(r"[A-Za-z0-9_.:#/-]{1,100}")
_LONGEST_SUMMARY = 400
_STEPS_OF_A_CORRECTION = 2
# A process that is started anew must not run; one that is opened may be found.
_IF_IT_RUNS = {True: WorkflowIDConflictPolicy.FAIL, False: WorkflowIDConflictPolicy.USE_EXISTING}
# The row in PostgreSQL has the last word on what may be started anew.
_IF_IT_RAN = {
    True: WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    False: WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
}

_START_FAILED = (RPCError, WorkflowAlreadyStartedError, WorkflowUpdateRPCTimeoutOrCancelledError)


@dataclass(frozen=True)
class Entry:
    """A process to start, and what an operator sees of it before it says more itself.

    Args:
        run: The `run` method of the process.
        marks: Search attributes by which it is found from the start.
    """

    run: Callable[[Any, Any], Awaitable[Any]]
    begun: ProcessInput
    workflow_id: str
    summary: str
    details: str
    marks: Mapping[SearchAttributeKey[str], str]


class Door:
    """Starts, asks and tells processes in the name of a person.

    Args:
        patience: For how many seconds an answer is waited for.
        recorded: The last step of a process that is on record, by its workflow id.
    """

    def __init__(
        self,
        client: Client,
        *,
        patience: float = _PATIENCE_SECONDS,
        recorded: Callable[[str], int] = lambda _workflow_id: 0,
    ) -> None:
        self._client = client
        self._patience = patience
        self._recorded = recorded

    async def open(self, actor: Actor, entry: Entry, request_id: str) -> ProcessStanding:
        """Start a process, or find the one that runs; returns when it stands in the record.

        Raises:
            ConflictError: a process of this id has come to its end.
        """
        return await self._start(actor, entry, request_id, anew=False)

    async def reopen(self, actor: Actor, entry: Entry, request_id: str) -> ProcessStanding:
        """Start a process again that was lost; returns when it has found its place.

        Raises:
            ConflictError: it runs already.
        """
        return await self._start(actor, entry, request_id, anew=True)

    async def ask(
        self,
        actor: Actor,
        workflow_id: str,
        update: Callable[..., object],
        argument: BaseModel,
        *,
        request_id: str,
        answers: type[R],
    ) -> R:
        """Send an update to a process; returns when what it asks for is stored.

        Args:
            update: The method of the process that takes it.
            answers: What it answers with.

        Raises:
            NotRunningError: the process does not run.
            OutcomeUnknownError: no answer came in time.
            ServicecycleError: the process refused; of the kind, and for the field, that it named.
        """
        handle = self._client.get_workflow_handle(workflow_id)

        async def answer() -> R:
            with acting_as(actor):
                return answers.model_validate(
                    await handle.execute_update(
                        cast("Any", update), argument, id=update_id(request_id)
                    )
                )

        async with self._understood(workflow_id, request_id):
            try:
                return await answer()
            except WorkflowUpdateFailedError:
                if not await self._has_caught_up(workflow_id):
                    raise
                return await answer()

    async def nudge(self, workflow_id: str) -> None:
        """Let a process look again, if it runs; whatever hinders that is no matter."""
        try:
            async with asyncio.timeout(self._patience):
                await self._client.get_workflow_handle(workflow_id).signal(Process.nudge)
        except (RPCError, TimeoutError):
            return

    async def _has_caught_up(self, workflow_id: str) -> bool:
        """Let a run that stands behind its record go on from there, before it refuses anybody.

        Returns:
            Whether it stood behind and does so no longer.
        """
        handle = self._client.get_workflow_handle(workflow_id)
        recorded = await asyncio.to_thread(self._recorded, workflow_id)
        if await _step_of(handle) >= recorded:
            return False
        await handle.signal(Process.compare)
        async for attempt in AsyncRetrying(wait=wait_fixed(_GLANCE_SECONDS)):
            with attempt:
                if await _step_of(handle) < recorded:
                    raise TryAgain
        return True

    async def settled(self, workflow_id: str) -> None:
        """Wait until what a process asks next is on record; whatever hinders that is no matter.

        A correction lets a process go on in a new run, which takes two steps: it finds the
        decision that was stored, and then records what follows from it. Each answer of the process
        vouches for the step that is under way when it is asked.
        """
        handle = self._client.get_workflow_handle(workflow_id)
        try:
            async with asyncio.timeout(self._patience):
                for _ in range(_STEPS_OF_A_CORRECTION):
                    await handle.execute_update(cast("Any", Process.opened))
        except (
            RPCError,
            TimeoutError,
            WorkflowUpdateFailedError,
            WorkflowUpdateRPCTimeoutOrCancelledError,
        ):
            return

    async def _start(
        self, actor: Actor, entry: Entry, request_id: str, *, anew: bool
    ) -> ProcessStanding:
        starting = WithStartWorkflowOperation(
            entry.run,
            entry.begun,
            id=entry.workflow_id,
            task_queue=PROCESSES,
            id_conflict_policy=_IF_IT_RUNS[anew],
            id_reuse_policy=_IF_IT_RAN[anew],
            static_summary=shortened(entry.summary),
            static_details=entry.details,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(key, value) for key, value in entry.marks.items() if value]
            ),
        )
        async with self._understood(entry.workflow_id, request_id):
            with acting_as(actor):
                return ProcessStanding.model_validate(
                    await asked_with_start(self._client, Process.opened, starting)
                )

    @asynccontextmanager
    async def _understood(self, workflow_id: str, request_id: str) -> AsyncIterator[None]:
        """Wait so long and no longer, and turn what Temporal says into what a person can use."""
        unknown = OutcomeUnknownError(
            f"it was sent to {workflow_id} and no answer came within {self._patience:g} s; "
            f"repeat it with --request-id {request_id}",
            field="request_id",
        )
        try:
            async with asyncio.timeout(self._patience):
                yield
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            raise unknown from None
        except WorkflowUpdateFailedError as refused:
            raise refusal(refused, unknown) from None
        except WorkflowAlreadyStartedError:
            message = f"{workflow_id} runs already, or has come to its end"
            raise ConflictError(message, field="id") from None
        except RPCError as said:
            raise silence(said, workflow_id, unknown) from said


async def asked_with_start(
    client: Client, update: Callable[..., object], starting: WithStartWorkflowOperation[Any, Any]
) -> object:
    """Start a process with the update that asks it first; what hinders the start is raised once.

    The SDK tells a failed start twice: to the caller, and to whoever waits for the handle. Nobody
    does, and what nobody fetches asyncio prints on the terminal.
    """
    try:
        return await client.execute_update_with_start_workflow(
            cast("Any", update), start_workflow_operation=starting
        )
    except _START_FAILED:
        # The handle is there or has failed by now, so that this does not wait.
        with suppress(asyncio.CancelledError, *_START_FAILED):
            await starting.workflow_handle()
        raise


async def _step_of(handle: WorkflowHandle[Any, Any]) -> int:
    """The last step its present run has written or is writing; nothing counts before that."""
    standing = RunStanding.model_validate(await handle.query(cast("Any", Process.standing)))
    return standing.step


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Everything that is sent meanwhile says who sends it."""
    token = acting.set(actor)
    try:
        yield
    finally:
        acting.reset(token)


def update_id(request_id: str) -> str:
    """The id by which Temporal knows a request; one that is long or odd goes by its hash."""
    if _SHORT_ID.fullmatch(request_id):
        return request_id
    return sha256(request_id.encode()).hexdigest()


def shortened(text: str) -> str:
    """As much of a text as Temporal takes as a summary, which it counts in bytes."""
    whole = text.encode()
    if len(whole) <= _LONGEST_SUMMARY:
        return text
    return whole[: _LONGEST_SUMMARY - 3].decode(errors="ignore") + "…"
