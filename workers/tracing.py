"""Traces for OpenTelemetry: from a command over the process it asks to the step that is recorded.

A process lives for years and a trace for seconds, so a trace belongs to a request: what an update
causes is told under the command that sent it, and what a process does by itself under the command
that started it. Headers carry the number of a trace and nothing else: no baggage, no person.

Only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set; `pip install servicecycle[otel]` has the packages.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from opentelemetry import context as telemetry_context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.contrib.opentelemetry import TracingInterceptor, TracingWorkflowInboundInterceptor
from temporalio.worker import Interceptor, WorkflowInboundInterceptor, WorkflowOutboundInterceptor

from workers.leaving import before_leaving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.context import Context
    from temporalio.worker import (
        ExecuteWorkflowInput,
        HandleSignalInput,
        HandleUpdateInput,
        StartActivityInput,
        StartLocalActivityInput,
        WorkflowInterceptorClassInput,
    )
    from temporalio.workflow import ActivityHandle

_NAME = "servicecycle"
_TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT"
# A command that has done its work is not held up for long by a receiver that is away.
_USUAL_PATIENCE_SECONDS = "2"
_FLUSH_MS = 2_000


@cache
def provider(version: str) -> TracerProvider:
    """What sends the traces of this program; what is left is sent before the program ends.

    The receiver, its headers and certificates are named by the `OTEL_EXPORTER_OTLP_…` variables.

    Args:
        version: The release that is told with each trace.
    """
    # Its complaints are for the log of a worker; a command has better things to say to people.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    os.environ.setdefault(_TIMEOUT, _USUAL_PATIENCE_SECONDS)
    usual = Resource.create({SERVICE_VERSION: version})
    named = os.environ.get("OTEL_SERVICE_NAME") or _NAME
    made = TracerProvider(
        resource=usual.merge(Resource({SERVICE_NAME: named})), shutdown_on_exit=False
    )
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    before_leaving(lambda: made.force_flush(_FLUSH_MS))
    return made


class Traces(TracingInterceptor):
    """Tells what is asked and done, and hands the number of the trace on."""

    def __init__(self, provider: TracerProvider) -> None:
        super().__init__(provider.get_tracer(_NAME))
        self.text_map_propagator = _NUMBERS_ONLY

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[TracingWorkflowInboundInterceptor]:
        """Tell of processes under the request that moves them."""
        super().workflow_interceptor_class(input)
        return _Process

    def causes(self) -> Interceptor:
        """What has to come right after it in a worker."""
        return _Causes()


class _Causes(Interceptor):
    """Tells of a recorded step under the request it was recorded for; comes right after `Traces`.

    A process records in one place and not in the handler of the request, which is why the
    trace has to be handed from the one to the other.
    """

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Remember the request that was handled last."""
        return _Caused


class _Process(TracingWorkflowInboundInterceptor):
    """Puts each request into the trace of whoever sent it, and not into that of the process."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self.text_map_propagator = _NUMBERS_ONLY
        self._sender: dict[str, Any] | None = None

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> object:  # noqa: A002 - the SDK's name
        self._sender = None
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - the SDK's name
        self._sender = self._sent_by(input)
        await super().handle_signal(input)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:  # noqa: A002 - the SDK's name
        self._sender = self._sent_by(input)
        super().handle_update_validator(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002 - the SDK's name
        self._sender = self._sent_by(input)
        return await super().handle_update_handler(input)

    def _sent_by(self, said: HandleSignalInput | HandleUpdateInput) -> dict[str, Any] | None:
        payload = said.headers.get(self.header_key)
        if payload is None:
            return None
        carrier: dict[str, Any] = self.payload_converter.from_payloads([payload])[0]
        return carrier

    def _load_workflow_context_carrier(self) -> dict[str, Any] | None:
        """The trace that what begins now belongs to; the SDK asks as soon as it begins."""
        return self._sender or super()._load_workflow_context_carrier()


class _Caused(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        self.cause: Context | None = None
        super().init(_Calls(outbound, self))

    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002 - the SDK's name
        self.cause = telemetry_context.get_current()
        return await super().handle_update_handler(input)


class _Calls(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, process: _Caused) -> None:  # noqa: A002 - the SDK's name
        super().__init__(next)
        self._process = process

    def start_activity(self, input: StartActivityInput) -> ActivityHandle[object]:  # noqa: A002 - the SDK's name
        with self._caused():
            return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> ActivityHandle[object]:  # noqa: A002 - the SDK's name
        with self._caused():
            return super().start_local_activity(input)

    @contextmanager
    def _caused(self) -> Iterator[None]:
        cause, self._process.cause = self._process.cause, None
        if cause is None:
            yield
            return
        token = telemetry_context.attach(cause)
        try:
            yield
        finally:
            telemetry_context.detach(token)


_NUMBERS_ONLY = TraceContextTextMapPropagator()
