"""A worker that can be observed: its logs, its metrics, its traces and its health."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError

from workers import traces
from workers.embedded.ports import free_port
from workers.engine_view import how_many_wedged
from workers.log_context import LogContextInterceptor
from workers.logs import engine_logs
from workers.metrics import ActivityFailures, HouseCollector
from workers.metrics_server import Pulse, WorkerState, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from temporalio.client import Client
    from temporalio.worker import Interceptor

    from workers.settings import Settings

_PATIENCE = timedelta(seconds=2)
_BEAT_SECONDS = 5.0


class Observed:
    """What observes one worker.

    Args:
        runtime: What the SDK runs in, and tells its logs and metrics from.
        interceptors: What looks at each piece of work.
    """

    def __init__(self, runtime: Runtime, interceptors: list[Interceptor]) -> None:
        self.runtime = runtime
        self.interceptors = interceptors
        self._pulse = Pulse()
        self._client: Client | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def pulse(self) -> Pulse:
        """Whether the worker is well."""
        return self._pulse

    def works(self, client: Client) -> None:
        """The worker takes work from now on, and its Temporal can be asked."""
        self._client = client
        self._pulse.say(WorkerState.WORKING)

    def stops(self) -> None:
        """The worker takes no more work."""
        self._pulse.say(WorkerState.STOPPING)

    async def beat(self, stop: asyncio.Event) -> None:
        """Give a sign of life until the worker stops."""
        while not stop.is_set():
            self._pulse.beat()
            try:
                await asyncio.wait_for(stop.wait(), _BEAT_SECONDS)
            except TimeoutError:
                continue

    def wedged(self) -> int | None:
        """How many processes are wedged, asked from another thread; None without an answer."""
        if self._client is None:
            return None
        asked = asyncio.run_coroutine_threadsafe(
            how_many_wedged(self._client, _PATIENCE), self._loop
        )
        try:
            return asked.result(2 * _PATIENCE.total_seconds())
        except (RPCError, TimeoutError, RuntimeError):
            asked.cancel()
            return None


@contextmanager
def observed(settings: Settings) -> Iterator[Observed]:
    """Observe a worker as its settings want it: metrics are told only where they name an address.

    Raises:
        InvalidInputError: nobody can listen on that address, or the packages for traces are
            missing.
    """
    told = traces.of_work(settings)
    if settings.metrics is None:
        yield Observed(_runtime(None), [*told, LogContextInterceptor()])
        return
    sdk_port = free_port()
    registry = CollectorRegistry()
    count = LogContextInterceptor(ActivityFailures(registry).note)
    eyes = Observed(_runtime(sdk_port), [*told, count])
    ProcessCollector(registry=registry)
    registry.register(HouseCollector(settings, eyes.wedged))
    with serve(settings.metrics, registry, eyes.pulse, sdk_port=sdk_port):
        yield eyes


def _runtime(metrics_port: int | None) -> Runtime:
    """A runtime of its own, whose metrics have the names that Prometheus would give them."""
    return Runtime(
        telemetry=TelemetryConfig(
            logging=engine_logs(),
            metrics=PrometheusConfig(
                bind_address=f"127.0.0.1:{metrics_port}",
                counters_total_suffix=True,
                unit_suffix=True,
                durations_as_seconds=True,
            )
            if metrics_port
            else None,
        )
    )
