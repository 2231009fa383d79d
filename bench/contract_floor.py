"""The floors of the contracts: processes that only wait, and rows and letters without any process.

The processes have a namespace of their own on the server: nobody who lists ours meets them.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import sqlalchemy
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from activities.mail.folder import FolderTransport
from bench.floor import QUEUE, FloorWait
from starters.door import asked_with_start

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.house import House

NAMESPACE = "floor"
_AT_ONCE = 8
_A_YEAR = timedelta(days=365)
_A_DAY = timedelta(days=1)
_GLANCE_SECONDS = 0.2
_PATIENCE_SECONDS = 60.0
_FIRED = EventType.EVENT_TYPE_TIMER_FIRED
_STARTED = EventType.EVENT_TYPE_TIMER_STARTED
_SOON = timedelta(milliseconds=1)
_KEPT = ("event", "event_text", "contract_notice", "notice")
_OF_EVENTS = "INSERT INTO floor.{} SELECT * FROM {} WHERE subject = :subject AND position > :after"
_COPIES = (
    _OF_EVENTS.format("event", "event"),
    _OF_EVENTS.format("event_text", "event_text"),
    "INSERT INTO floor.contract_notice SELECT * FROM contract_notice WHERE contract_id = :contract",
    "INSERT INTO floor.notice OVERRIDING SYSTEM VALUE SELECT * FROM notice WHERE notice_key = :key",
)
_SENT = "UPDATE floor.notice SET state = 'sent', sent_at = now() WHERE notice_key = :key"


class Given(NamedTuple):
    """What a notice of ours has left: its rows and its letter.

    Args:
        position: The last event of the contract before it.
        key: The key of the notice in the outbox.
    """

    contract: str
    position: int
    key: str
    letter: bytes


class Taken(NamedTuple):
    """How long something took, and how much of the processor."""

    seconds: float
    processor: float


async def own_namespace(address: str) -> Client:
    """A namespace for the floor, once the server knows it."""
    house = await Client.connect(address)
    await house.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=NAMESPACE,
            workflow_execution_retention_period=Duration(seconds=int(_A_DAY.total_seconds())),
        )
    )
    client = await Client.connect(address, namespace=NAMESPACE)
    async for attempt in AsyncRetrying(
        retry=retry_if_exception_type(RPCError),
        wait=wait_fixed(_GLANCE_SECONDS),
        stop=stop_after_delay(_PATIENCE_SECONDS),
        reraise=True,
    ):
        with attempt:
            await client.count_workflows()
    return client


async def open_some(client: Client, count: int) -> None:
    """Start processes that wait for a year, as many at once as an import starts contracts."""
    for first in range(0, count, _AT_ONCE):
        at_once = range(first, min(first + _AT_ONCE, count))
        await asyncio.gather(*(_open(client, _A_YEAR) for _ in at_once))


async def events_of_an_instant(client: Client) -> int:
    """How many events the bare process leaves when the instant comes for which it waits."""
    handle = client.get_workflow_handle(await _open(client, _SOON))
    kinds: list[int] = []
    async for attempt in AsyncRetrying(
        wait=wait_fixed(_GLANCE_SECONDS), stop=stop_after_delay(_PATIENCE_SECONDS)
    ):
        with attempt:
            kinds = [one.event_type for one in (await handle.fetch_history()).events]
            if kinds.count(_STARTED) <= 1:
                message = "it does not wait again yet"
                raise LookupError(message)
    return len(kinds) - kinds.index(_FIRED)


async def _open(client: Client, wait: timedelta) -> str:
    workflow_id = f"floor/{uuid4().hex}"
    starting: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        FloorWait.run,
        wait.total_seconds(),
        id=workflow_id,
        task_queue=QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    waits = await asked_with_start(client, FloorWait.opened, starting)
    if waits is not True:
        message = "the floor does not wait"
        raise RuntimeError(message)
    return workflow_id


def rows_and_letters(house: House, given: Sequence[Given], folder: Path) -> Taken:
    """Write the same rows and the same letters once more, each notice in its two transactions."""
    letters = [message_from_bytes(one.letter, policy=policy.default) for one in given]
    transport = FolderTransport(folder)
    engine = sqlalchemy.create_engine(house.settings.database_url("owner"))
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE SCHEMA floor"))
        for table in _KEPT:
            like = f"CREATE TABLE floor.{table} (LIKE public.{table} INCLUDING ALL)"
            connection.execute(sqlalchemy.text(like))
    before, begun = house.processor_seconds()["postgres"] + time.process_time(), time.perf_counter()
    for one, letter in zip(given, letters, strict=True):
        _write(engine, one)
        transport.deliver(letter)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text(_SENT), {"key": one.key})
    seconds = time.perf_counter() - begun
    after = house.processor_seconds()["postgres"] + time.process_time()
    engine.dispose()
    return Taken(seconds, after - before)


def _write(engine: sqlalchemy.Engine, one: Given) -> None:
    named = {
        "subject": f"contract/{one.contract}",
        "contract": one.contract,
        "after": one.position,
        "key": one.key,
    }
    with engine.begin() as connection:
        for statement in _COPIES:
            connection.execute(sqlalchemy.text(statement), named)
