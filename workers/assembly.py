"""The composition root: every process, every activity and what they need, put together once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from temporalio.client import WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.housekeeping import Housekeeping as Rounds
from activities.mail.folder import FolderTransport
from activities.mail.smtp import SmtpTransport
from activities.mailroom import Delivery
from activities.store import strays
from activities.store.bell import Bell
from activities.store.notices import Notices
from activities.store.pinning import policy_in_force
from activities.store.processes import business_clock
from activities.store.unit import UnitOfWork
from domain.housekeeping import HousekeepingBook, StrayKind
from domain.ids import HOUSEKEEPING, MAILROOM
from domain.mailroom import MailroomBook
from workers.listing import RUNNING, listed_at_leisure
from workers.processes import PROCESSES, recording
from workers.registers.engines import worker_engine
from workflows.housekeeping import Housekeeping
from workflows.mailroom import Mailroom
from workflows.queues import PROCESSES as QUEUE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Engine
    from temporalio.client import Client

    from activities.mail.transports import Transport
    from workers.settings import Settings


class _Singleton(TypedDict):
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy


_ONE_IN_A_HOUSE = _Singleton(
    task_queue=QUEUE,
    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
)


@dataclass(frozen=True)
class Assembly:
    """What a worker serves: processes and records on one queue, slow work on the other.

    Args:
        engine: The database the activities work on; it is let go when their work is over.
    """

    engine: Engine = field(repr=False)
    workflows: list[type]
    activities: list[Callable[..., Any]]
    slow_activities: list[Callable[..., Any]]


def assemble(settings: Settings, client: Client) -> Assembly:
    """Put the house together.

    Raises:
        UnreachableError: nothing runs on the data folder.
    """
    engine = worker_engine(settings)
    delivery = Delivery(
        Notices(engine),
        Bell(engine),
        transport_of(settings),
        sender=settings.mail_from,
        real_now=_real_now,
    )
    rounds = Rounds(
        partial(UnitOfWork, engine),
        strays,
        TemporalEngine(client),
        minutes=partial(_minutes_between_rounds, engine),
        real_now=_real_now,
    )
    return Assembly(
        engine=engine,
        workflows=[*PROCESSES, Mailroom, Housekeeping],
        activities=recording(engine),
        slow_activities=[delivery.deliver, rounds.go_round],
    )


def transport_of(settings: Settings) -> Transport:
    """The mail server that is set, or else real message files in the data folder."""
    if settings.mail is None:
        return FolderTransport(settings.mail_folder)
    return SmtpTransport(**settings.mail.model_dump())


async def start_singletons(client: Client) -> None:
    """Start the processes of which a house has one each; those that run go on."""
    await client.start_workflow(Mailroom.run, MailroomBook(), id=MAILROOM, **_ONE_IN_A_HOUSE)
    await client.start_workflow(
        Housekeeping.run, HousekeepingBook(), id=HOUSEKEEPING, **_ONE_IN_A_HOUSE
    )


class TemporalEngine:
    """What housekeeping asks of Temporal."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def running(self) -> AsyncIterator[list[str]]:
        """The ids of the processes that run, as the index knows them; it lags a little."""
        return listed_at_leisure(self._client, RUNNING)

    async def what_became_of(self, workflow_id: str) -> tuple[StrayKind, str] | None:
        """Why a process does not run, asked by name; None when it does."""
        try:
            found = await self._client.get_workflow_handle(workflow_id).describe()
        except RPCError as refusal:
            if refusal.status is RPCStatusCode.NOT_FOUND:
                return StrayKind.LOST, "Temporal does not know it"
            raise
        if found.status in {
            WorkflowExecutionStatus.RUNNING,
            WorkflowExecutionStatus.CONTINUED_AS_NEW,
        }:
            return None
        if found.status is WorkflowExecutionStatus.TERMINATED:
            return StrayKind.TERMINATED, "terminated by an operator"
        said = found.status.name if found.status else "nothing"
        return StrayKind.STOPPED, f"Temporal says {said.lower().replace('_', ' ')}"


def _minutes_between_rounds(engine: Engine, real_now: datetime) -> int:
    with UnitOfWork(engine) as unit:
        at = business_clock(unit.connection).business(real_now)
        return policy_in_force(unit.connection, at).document.processes.housekeeping_minutes


def _real_now() -> datetime:
    return datetime.now(UTC)
