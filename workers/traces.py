"""Traces, where they are wanted: their packages are loaded for nobody else."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from workers.watching import TRACES_ENDPOINTS

if TYPE_CHECKING:
    from temporalio.client import Interceptor as ClientInterceptor
    from temporalio.worker import Interceptor as WorkerInterceptor

    from workers.settings import Settings
    from workers.tracing import Traces


def of_commands(settings: Settings) -> list[ClientInterceptor]:
    """What tells of the calls of a command.

    Raises:
        InvalidInputError: traces are wanted and their packages are not installed.
    """
    return [_traces()] if settings.traces else []


def of_work(settings: Settings) -> list[WorkerInterceptor]:
    """What tells of the work of a worker.

    Raises:
        InvalidInputError: traces are wanted and their packages are not installed.
    """
    if not settings.traces:
        return []
    return [traces := _traces(), traces.causes()]


def _traces() -> Traces:
    try:
        from workers.tracing import Traces, provider  # noqa: PLC0415 - only where they are wanted
    except ImportError as missing:
        raise InvalidInputError(
            f"{TRACES_ENDPOINTS[1]} is set and {missing.name} is not installed: "
            "pip install 'servicecycle[otel]', or unset it",
            field=TRACES_ENDPOINTS[1],
        ) from missing
    return Traces(provider(version("servicecycle")))
