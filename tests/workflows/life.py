"""One process on its way, and how people act on it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.store import schema
from domain.asking import Answer
from domain.identity import acting
from domain.protocol import Demand, Done, HandOver, Receipt
from domain.steps import Asked
from domain.words import OPEN_TASK_STATES
from tests.workflows.company import (
    ACCEPTANCE,
    CHECKLIST,
    GATES,
    REASON,
    ROLES,
    actor,
)
from workflows.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Row
    from temporalio.client import WorkflowHandle
    from temporalio.testing import WorkflowEnvironment

    from domain.steps import Step
    from tests.workflows.company import Data
    from tests.workflows.record import Record

R = TypeVar("R")

_PATIENCE_SECONDS = 20


class Refused(Exception):  # noqa: N818 - what a person meets when the process refuses him
    """The process refused: with which kind of error, and for which field."""

    def __init__(self, code: str | None, field: object, message: str) -> None:
        super().__init__(f"{code} {field}: {message}")


class Gone(Exception):  # noqa: N818 - what a person finds, not a fault
    """There is no process any more that could be told."""


class Life:
    """A process that runs, what people do to it, and what the record says of it."""

    def __init__(self, env: WorkflowEnvironment, record: Record, workflow_id: str) -> None:
        self.env, self.record, self.id = env, record, workflow_id
        self.record_id = workflow_id.partition("/")[2]

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """Its present run, whichever that is."""
        return self.env.client.get_workflow_handle(self.id)

    # What people do.

    async def decide(
        self,
        question: str,
        outcome: str,
        *,
        by: str,
        stands_for: str | None = None,
        data: Data | None = None,
        reason: str = REASON,
        corrects: bool = False,
        request_id: str | None = None,
    ) -> Receipt:
        """Answer a task, named by its question; the first of it where no ordinal is given."""
        answer = Answer(
            task_id=self.task_id(question),
            outcome=outcome,
            reason=reason,
            data=data,
            request_id=request_id or uuid4().hex,
            fingerprint=f"{question} {outcome}",
            corrects=corrects,
        )
        return await self.tell(Process.decide, answer, Receipt, by=by, stands_for=stands_for)

    async def assign(self, question: str, to: str, *, by: str = "delivery") -> Receipt:
        request = Asked(request_id=uuid4().hex, command="task assign", fingerprint=to)
        order = HandOver(
            task_id=self.task_id(question),
            to=to,
            roles=ROLES.get(to, ()),
            reason=REASON,
            request=request,
        )
        return await self.tell(Process.assign, order, Receipt, by=by)

    async def demand(
        self, update: Callable[..., Any], *, by: str = "owner", reason: str = REASON
    ) -> Done:
        request = Asked(request_id=uuid4().hex, command=update.__name__, fingerprint="f1")
        return await self.tell(update, Demand(reason=reason, request=request), Done, by=by)

    async def tell(
        self,
        update: Callable[..., Any],
        argument: object,
        answers: type[R],
        *,
        by: str | None,
        stands_for: str | None = None,
    ) -> R:
        """Send an update in the name of a person, or of nobody.

        Raises:
            Refused: the process did not take it.
            Gone: the process has come to its end.
        """
        with acting_as(by, stands_for):
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    answer = await self.handle.execute_update(  # type: ignore[call-overload]  # made for decorated methods
                        update, argument
                    )
            except WorkflowUpdateFailedError as failed:
                raise _refused(failed) from failed
            except RPCError as failed:
                raise (Gone if failed.status is RPCStatusCode.NOT_FOUND else failed) from failed
        assert isinstance(answer, answers)
        return answer

    async def nudge(self) -> None:
        await self.handle.signal(Process.nudge)

    async def has_settled(self) -> None:
        """Wait until all that the process has to write is written and shown."""
        await self.handle.execute_update("opened")

    async def has_ended(self) -> None:
        """Wait until the process is over, however it ended."""
        with suppress(WorkflowFailureError):
            await self.handle.result()

    async def passes(self, **span: float) -> None:
        """Let business time go by for this process."""
        await self.env.fast_forward(self.handle, timedelta(**span))

    # The ways a service goes, as sentences.

    async def offered(self, ordinal: int = 1) -> None:
        for member in ("ayse", "mehmet"):
            await self.decide(f"committee/{ordinal}", "offer", by=member)

    async def gates_answered(self, ordinal: int = 1) -> None:
        for gate, (by, data) in GATES.items():
            await self.decide(f"{gate}/{ordinal}", "complete", by=by, data=data)

    async def designed(self, ordinal: int = 1) -> None:
        await self.gates_answered(ordinal)
        await self.decide(f"design_acceptance/{ordinal}", "accept", by="delivery", data=ACCEPTANCE)

    async def gone_live(self, ordinal: int = 1) -> None:
        await self.decide(f"go_live_checklist/{ordinal}", "ready", by="tech", data=CHECKLIST)
        await self.decide(f"go_live_acceptance/{ordinal}", "accept", by="delivery")

    async def retirement_decided(self, outcome: str = "retire", ordinal: int = 1) -> None:
        for member in ("ayse", "mehmet"):
            await self.decide(f"retirement/{ordinal}", outcome, by=member)

    # What the record says.

    async def steps(self) -> list[Step]:
        """The steps that its present run has written."""
        run = (await self.handle.describe()).run_id
        return [one for one in self.record.steps if one.run_id == run]

    def task_id(self, question: str) -> str:
        return f"{self.id}/{question if '/' in question else f'{question}/1'}"

    def task(self, question: str) -> Row[Any]:
        return self.record.one(schema.task, schema.task.c.task_id == self.task_id(question))

    @property
    def open(self) -> set[str]:
        """The tasks that stand open in the inbox."""
        task = schema.task
        found = self.record.rows(
            task, task.c.workflow_id == self.id, task.c.state.in_(OPEN_TASK_STATES)
        )
        return {str(one.task_id).removeprefix(f"{self.id}/") for one in found}

    @property
    def row(self) -> Row[Any]:
        """The row of the process."""
        return self.record.one(schema.process, schema.process.c.workflow_id == self.id)

    @property
    def service(self) -> Row[Any]:
        return self.record.one(schema.service, schema.service.c.service_id == self.record_id)

    @property
    def events(self) -> list[Row[Any]]:
        return self.record.events(self.id)

    @property
    def story(self) -> list[str]:
        """The kinds of its events, in their order."""
        return [str(one.kind) for one in self.events]

    def decisions(self, question: str) -> list[tuple[str, str]]:
        """Who decided what on a task, the corrected decisions before the present one."""
        decision = schema.decision
        found = self.record.rows(decision, decision.c.task_id == self.task_id(question))
        return [(one.actor, one.outcome) for one in sorted(found, key=attrgetter("decision_id"))]

    def told(self, template: str) -> set[str]:
        """Who has a notice of this kind in the outbox."""
        notice = schema.notice
        found = self.record.rows(
            notice, notice.c.workflow_id == self.id, notice.c.template == template
        )
        return {str(one.person_id) for one in found}


@contextmanager
def acting_as(person: str | None, stands_for: str | None = None) -> Iterator[None]:
    """Whatever is sent meanwhile says who sends it."""
    token = acting.set(actor(person, stands_for) if person else None)
    try:
        yield
    finally:
        acting.reset(token)


def _refused(failed: WorkflowUpdateFailedError) -> Exception:
    cause = failed.cause
    if not isinstance(cause, ApplicationError):
        return failed
    return Refused(cause.type, cause.details[0] if cause.details else None, cause.message)
