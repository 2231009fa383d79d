"""The mailroom on the real server: it delivers, shows what lies there, and never gets too long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.worker import Worker
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from activities.store import holding
from activities.store.engine import engine_for
from domain.mailroom import MailroomBook, Shift
from tests.support.mail_server import Sink, mail_server
from tests.support.mailroom import delivery, smtp
from tests.support.outbox import Outbox, outbox
from tests.support.remembering import remembering
from workflows.mailroom import Mailroom
from workflows.queues import SLOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from temporalio.client import WorkflowHandle
    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import Database

SHORT = MailroomBook(shift=Shift(seconds=1))


@pytest.fixture
def box(database: Database) -> Iterator[Outbox]:
    engine = engine_for(database.worker_url)
    yield outbox(engine)
    engine.dispose()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as one:
        yield one


@asynccontextmanager
async def workers(
    env: WorkflowEnvironment, box: Outbox, sink: Sink, queue: str = ""
) -> AsyncIterator[str]:
    """A worker for the process and one for the letters, as a house has them; the queue."""
    queue = queue or f"q-{uuid4().hex[:12]}"
    grace = timedelta(seconds=20)
    with ThreadPoolExecutor(2) as threads:
        process = Worker(env.client, task_queue=queue, workflows=[Mailroom], **remembering())
        slow = Worker(
            env.client,
            task_queue=SLOW,
            activities=[delivery(box, smtp(sink)).deliver],
            activity_executor=threads,
            graceful_shutdown_timeout=grace,
        )
        async with process, slow:
            yield queue


@asynccontextmanager
async def mailroom(
    env: WorkflowEnvironment, queue: str, book: MailroomBook = SHORT
) -> AsyncIterator[WorkflowHandle[Any, Any]]:
    """An open mailroom, closed by cancelling it."""
    with env.with_time_skipping_disabled():
        handle = await env.client.start_workflow(
            Mailroom.run, book, id=f"mailroom-{uuid4().hex[:8]}", task_queue=queue
        )
    yield handle
    await handle.cancel()
    with pytest.raises(WorkflowFailureError) as ended:
        await handle.result()
    assert isinstance(ended.value.cause, CancelledError)


async def until(true: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async for attempt in AsyncRetrying(
        stop=stop_after_delay(30), wait=wait_fixed(0.05), reraise=True
    ):
        with attempt:
            assert true()


async def details(handle: WorkflowHandle[Any, Any]) -> str:
    """What the Temporal UI shows of it."""
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def shows(handle: WorkflowHandle[Any, Any], text: str) -> None:
    """Wait until the Temporal UI shows a text."""
    async for attempt in AsyncRetrying(
        stop=stop_after_delay(30), wait=wait_fixed(0.1), reraise=True
    ):
        with attempt:
            assert text in await details(handle)


async def test_notices_are_delivered_as_they_come(
    temporal_env: WorkflowEnvironment, box: Outbox, sink: Sink
) -> None:
    waiting = box.tell(key="waiting")
    async with workers(temporal_env, box, sink) as queue, mailroom(temporal_env, queue) as handle:
        await until(lambda: box.row(waiting)["state"] == "sent")
        later = box.tell(key="later")
        await until(lambda: box.row(later)["state"] == "sent")
        await shows(handle, "| 0 | 0 | 0 | 2 |")
    assert len(sink.letters) == 2


async def test_it_shows_what_is_held_and_what_has_failed(
    temporal_env: WorkflowEnvironment, box: Outbox, sink: Sink
) -> None:
    for key, state in (("k1", "held"), ("k2", "failed"), ("k3", "queued")):
        box.change(box.tell(key=key), state=state)
    with box.engine.begin() as connection:
        holding.hold_house(connection)
    async with workers(temporal_env, box, sink) as queue, mailroom(temporal_env, queue) as handle:
        await shows(handle, "| 1 | 1 | 1 | 0 |")
        assert "servicecycle notices release --all" in await details(handle)


async def test_a_nudge_does_no_harm(
    temporal_env: WorkflowEnvironment, box: Outbox, sink: Sink
) -> None:
    async with workers(temporal_env, box, sink) as queue, mailroom(temporal_env, queue) as handle:
        await handle.signal(Mailroom.nudge)
        notice_id = box.tell()
        await until(lambda: box.row(notice_id)["state"] == "sent")


async def test_a_full_page_is_turned_and_the_count_goes_on(
    temporal_env: WorkflowEnvironment, box: Outbox, sink: Sink
) -> None:
    notice_id = box.tell()
    book = SHORT.model_copy(update={"page": 20})
    async with (
        workers(temporal_env, box, sink) as queue,
        mailroom(temporal_env, queue, book) as handle,
    ):
        await until(lambda: box.row(notice_id)["state"] == "sent")
        async for attempt in AsyncRetrying(
            stop=stop_after_delay(30), wait=wait_fixed(0.1), reraise=True
        ):
            with attempt:
                assert (await handle.describe()).run_id != handle.first_execution_run_id
        await shows(temporal_env.client.get_workflow_handle(handle.id), "| 0 | 0 | 0 | 1 |")


async def test_it_goes_on_with_another_worker(
    temporal_env: WorkflowEnvironment, box: Outbox, sink: Sink
) -> None:
    first = box.tell(key="k1")
    async with workers(temporal_env, box, sink) as queue:
        with temporal_env.with_time_skipping_disabled():
            handle = await temporal_env.client.start_workflow(
                Mailroom.run, MailroomBook(), id=f"mailroom-{queue}", task_queue=queue
            )
        await until(lambda: box.row(first)["state"] == "sent")
    second = box.tell(key="k2")
    assert box.row(second)["state"] == "queued"
    async with workers(temporal_env, box, sink, queue):
        await until(lambda: box.row(second)["state"] == "sent")
        await handle.terminate()
    assert len(sink.letters) == 2
