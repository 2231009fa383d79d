"""The worker: takes the work of all processes from Temporal's two queues until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from temporalio.service import RPCError
from temporalio.worker import Worker

from domain.errors import ServicecycleError
from workers.assembly import assemble, start_singletons
from workers.connection import connect
from workers.leaving import leave, run_settled
from workers.logs import configure_logs
from workers.mate import Mate, beside_a_mate, wants_a_mate
from workers.memory import memory
from workers.observed import observed
from workers.settings import Settings
from workflows.queues import PROCESSES, SLOW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from temporalio.client import Client
    from temporalio.worker import Interceptor

    from workers.assembly import Assembly

# Above the longest activity: a shorter one would cancel a thread in the middle of its commit.
GRACE = timedelta(seconds=30)
# A local activity that waited for a thread would be given up and done twice; so each has its own.
_AT_ONCE = 10
_THREADS = 2 * _AT_ONCE
_SINGLETONS_EVERY_SECONDS = 30.0
_SLOW_THREADS = 8
# A process in the memory of a worker that was killed goes to another after so long; the library's
# ten seconds are all the patience a command has.
_MISSED = timedelta(seconds=3)

_log = structlog.get_logger("worker")


def _nobody_waits() -> None:
    """A worker that runs alone tells nobody but its log that it takes work."""


async def run_worker(
    settings: Settings,
    *,
    stop: asyncio.Event,
    ready: Callable[[], object] = _nobody_waits,
    watching: Sequence[Interceptor] = (),
) -> None:
    """Work until asked to stop, then end what was begun and take nothing new.

    Args:
        settings: Where Temporal and PostgreSQL are.
        stop: Set by whoever wants it to end.
        ready: Told once it takes work.
        watching: Whoever looks over the shoulder of all work, as a test of crashes does.

    Raises:
        UnreachableError: when Temporal or PostgreSQL does not answer at the start.
        InvalidInputError: when it cannot be observed as its settings want it.
    """
    with observed(settings) as eyes:
        client = await connect(settings, runtime=eyes.runtime)
        assembly = assemble(settings, client)
        workers = _workers(settings, client, assembly, [*eyes.interceptors, *watching])
        async with asyncio.TaskGroup() as group:
            for worker in workers:
                group.create_task(worker.run())
            await start_singletons(client)
            group.create_task(_keep_singletons(client, stop))
            group.create_task(eyes.beat(stop))
            eyes.works(client)
            _log.info("worker_ready", address=client.service_client.config.target_host)
            ready()
            await stop.wait()
            eyes.stops()
            _log.info("worker_stopping")
            for worker in workers:
                group.create_task(worker.shutdown())
    _log.info("worker_stopped")


async def _keep_singletons(client: Client, stop: asyncio.Event) -> None:
    """Start the mailroom and housekeeping again should somebody have ended them."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), _SINGLETONS_EVERY_SECONDS)
        except TimeoutError:
            await _start_again(client)


async def _start_again(client: Client) -> None:
    try:
        await start_singletons(client)
    except RPCError as refusal:
        _log.warning("singletons_not_started", status=refusal.status.name)


def _workers(
    settings: Settings, client: Client, assembly: Assembly, watching: Sequence[Interceptor]
) -> list[Worker]:
    return [
        Worker(
            client,
            task_queue=PROCESSES,
            workflows=assembly.workflows,
            activities=assembly.activities,
            activity_executor=ThreadPoolExecutor(_THREADS, "activity"),
            max_concurrent_activities=_AT_ONCE,
            max_concurrent_local_activities=_AT_ONCE,
            **memory(settings.max_cached_workflows),
            sticky_queue_schedule_to_start_timeout=_MISSED,
            graceful_shutdown_timeout=GRACE,
            interceptors=watching,
        ),
        Worker(
            client,
            task_queue=SLOW,
            activities=assembly.slow_activities,
            activity_executor=ThreadPoolExecutor(_SLOW_THREADS, "slow"),
            max_concurrent_activities=_SLOW_THREADS,
            graceful_shutdown_timeout=GRACE,
            interceptors=watching,
        ),
    ]


async def work_until_signalled(
    settings: Settings,
    stop: asyncio.Event | None = None,
    ready: Callable[[], object] = _nobody_waits,
    *,
    watching: Sequence[Interceptor] = (),
) -> None:
    """Work until SIGTERM or SIGINT, or until somebody else wants it to stop."""
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop.set)
    await run_worker(settings, stop=stop, ready=ready, watching=watching)


def main(arguments: list[str]) -> int:
    """Be the worker of an embedded stack, whose supervisor waits for the readiness file."""
    parser = argparse.ArgumentParser(prog="workers.main", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--readiness", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    configure_logs()
    try:
        settings = Settings.resolve(chosen.data)
        announce = partial(chosen.readiness.write_text, str(os.getpid()), encoding="ascii")
        if wants_a_mate(settings):
            return _work_as_two(settings, Mate.fork(), announce)
        run_settled(work_until_signalled(settings, ready=announce))
    except ServicecycleError as error:
        _log.error("worker_failed", code=error.code, message=error.message, field=error.field)
        return error.exit_code
    return 0


def _work_as_two(settings: Settings, mate: Mate, announce: Callable[[], object]) -> int:
    """Be one of two; the second begins when the first takes work, which nobody has to wait for."""
    work = partial(work_until_signalled, beside_a_mate(settings))
    if not mate.came_first:
        if mate.may_begin():
            run_settled(mate.beside(work, _nobody_waits))
        return 0

    def ready() -> None:
        announce()
        mate.begin()

    run_settled(mate.beside(work, ready))
    return mate.outcome()


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
