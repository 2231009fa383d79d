"""What is seen of work: whose it was, how often it failed, and which request caused it."""

from __future__ import annotations

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
import structlog
from opentelemetry import baggage, context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.workers.failing_work import Asked, record
from workers.log_context import LogContextInterceptor
from workers.logs import in_our_words
from workers.plugin import servicecycle_plugin
from workers.tracing import Traces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from opentelemetry.sdk.trace import ReadableSpan
    from temporalio.api.common.v1 import Payload
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.worker import Interceptor

_TEMPORAL = Path(sys.executable).parent / "temporal"
WAYS = ("at once", "by a worker")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address() -> AsyncIterator[str]:
    """A real server."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(_TEMPORAL)
    ) as env:
        yield env.client.service_client.config.target_host


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> str:
    """A queue on which nobody else works, not even the worker of the test before."""
    return str(request.node.name)


@asynccontextmanager
async def worker(address: str, queue: str, interceptors: list[Interceptor]) -> AsyncIterator[None]:
    """One that forgets a process as soon as it rests, so that each step replays it."""
    client = await Client.connect(address, plugins=[servicecycle_plugin()])
    with ThreadPoolExecutor(4) as threads:
        async with Worker(
            client,
            task_queue=queue,
            workflows=[Asked],
            activities=[record],
            activity_executor=threads,
            interceptors=interceptors,
            max_cached_workflows=0,
        ):
            yield


@pytest.fixture
def failures() -> Iterator[list[dict[str, Any]]]:
    """Fills with what is logged of each attempt that failed, as the log of a worker has it."""
    told: list[dict[str, Any]] = []

    class Listener(logging.Handler):
        def emit(self, line: logging.LogRecord) -> None:
            said = {name: value for name, value in vars(line).items() if "temporal" in name}
            words = structlog.contextvars.merge_contextvars(None, "", {"event": line.msg} | said)
            told.append(dict(in_our_words(None, "", words)))

    listener = Listener()
    logging.getLogger("temporalio.activity").addHandler(listener)
    yield told
    logging.getLogger("temporalio.activity").removeHandler(listener)


@pytest.mark.parametrize("way", WAYS)
async def test_each_failed_attempt_is_logged_with_its_process_and_the_request_that_caused_it(
    address: str, queue: str, failures: list[dict[str, Any]], way: str
) -> None:
    client = await Client.connect(address)
    counted: list[tuple[str, int]] = []
    async with worker(address, queue, [LogContextInterceptor(lambda *said: counted.append(said))]):
        handle = await client.start_workflow("Asked", way, id="service/crm", task_queue=queue)
        for request in ("vote-1", "vote-2"):
            await handle.execute_update("ask", id=request)
        await handle.signal("end")
        await handle.result()
    assert counted == [("step.record", attempt) for attempt in (1, 2, 1, 2)]
    assert [(one["event"], one["request_id"], one["attempt"]) for one in failures] == [
        ("activity_failed", request, attempt)
        for request in ("vote-1", "vote-2")
        for attempt in (1, 2)
    ]
    about = {(one["workflow_id"], one["activity"], one["run_id"]) for one in failures}
    assert about == {("service/crm", "step.record", handle.first_execution_run_id)}


def story_of(spans: tuple[ReadableSpan, ...], trace: int) -> list[str]:
    """The names of the spans of one trace."""
    return sorted(one.name for one in spans if one.context and one.context.trace_id == trace)


@pytest.mark.parametrize("way", WAYS)
async def test_requests_have_a_trace_each_that_reaches_their_record_with_no_span_of_it_twice(
    address: str, queue: str, way: str
) -> None:
    sent, exporter = InMemorySpanExporter(), InMemorySpanExporter()
    traces = [told_to(exporter), told_to(sent)]
    client = await Client.connect(address, interceptors=[traces[1]])
    async with worker(address, queue, [traces[0], traces[0].causes()]):
        handle = await client.start_workflow("Asked", way, id="service/erp", task_queue=queue)
        for request in ("vote-1", "vote-2"):
            await handle.execute_update("ask", id=request)
        await handle.signal("end")
        await handle.result()
    spans = exporter.get_finished_spans()
    asked = [one for one in sent.get_finished_spans() if one.name == "StartWorkflowUpdate:ask"]
    assert len(asked) == 2
    for one in asked:
        assert one.context is not None
        assert story_of(spans, one.context.trace_id) == [
            "HandleUpdate:ask",
            *["RunActivity:step.record"] * 3,
            "StartActivity:step.record",
        ]
    (begun,) = [one for one in sent.get_finished_spans() if one.name == "StartWorkflow:Asked"]
    assert begun.context is not None
    # A process that is put out of memory before its first request is begun once more to the SDK.
    assert set(story_of(spans, begun.context.trace_id)) == {
        "CompleteWorkflow:Asked",
        "RunWorkflow:Asked",
    }


def told_to(exporter: InMemorySpanExporter) -> Traces:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Traces(provider)


async def test_headers_carry_the_number_of_a_trace_and_nothing_of_a_person(
    address: str, queue: str
) -> None:
    traces = told_to(InMemorySpanExporter())
    client = await Client.connect(address, interceptors=[traces])
    token = context.attach(baggage.set_baggage("person", "Ayse Yilmaz"))
    try:
        async with worker(address, queue, [traces, traces.causes(), LogContextInterceptor()]):
            handle = await client.start_workflow(
                "Asked", WAYS[1], id="service/hr", task_queue=queue
            )
            await handle.execute_update("ask", id="vote-1")
    finally:
        context.detach(token)
    found = [header async for event in handle.fetch_history_events() for header in headers(event)]
    assert len(found) >= 3
    assert {name for one in found for name in one} == {"_tracer-data", "servicecycle-request"}
    for one in found:
        assert json.loads(one["_tracer-data"].data).keys() == {"traceparent"}


def headers(event: HistoryEvent) -> Iterator[Mapping[str, Payload]]:
    """The headers of a step of a history."""
    for step in (
        event.workflow_execution_started_event_attributes,
        event.activity_task_scheduled_event_attributes,
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input,
    ):
        if step.header.fields:
            yield step.header.fields
