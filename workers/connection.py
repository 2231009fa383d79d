"""The one way to reach Temporal: embedded or a company's own, with the plugin every side shares."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.service import RPCError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from domain.errors import UnreachableError
from workers import traces
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig
    from temporalio.runtime import Runtime

    from workers.settings import Settings

_USUAL_PATIENCE_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 1.0


async def connect(
    settings: Settings,
    *,
    patience: float = _USUAL_PATIENCE_SECONDS,
    runtime: Runtime | None = None,
) -> Client:
    """Connect to the Temporal of this house.

    Args:
        settings: Where it is.
        patience: For how many seconds an answer is waited for.
        runtime: A worker's own; its calls are no command's, and no trace begins with them.

    Raises:
        UnreachableError: when the embedded stack does not run, or no server answered in time.
        InvalidInputError: when traces are wanted and their packages are not installed.
    """
    options = _options(settings)
    told = traces.of_commands(settings) if runtime is None else []
    try:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type((RuntimeError, RPCError)),
            wait=wait_random_exponential(multiplier=0.05, max=_LONGEST_PAUSE_SECONDS),
            stop=stop_after_delay(patience),
            reraise=True,
        ):
            with attempt:
                # A server that took the call and froze would be waited for without end.
                async with asyncio.timeout(patience):
                    return await Client.connect(
                        **options,
                        interceptors=told,
                        plugins=[servicecycle_plugin()],
                        runtime=runtime,
                    )
    except (RuntimeError, RPCError, TimeoutError) as silence:
        raise _unreachable(settings, silence) from silence
    raise UnreachableError("Temporal was not called: no time was given for an answer")


def _options(settings: Settings) -> ClientConnectConfig:
    """How a client reaches Temporal: for an external one also its keys and certificates."""
    target = settings.temporal
    options: ClientConnectConfig = {}
    if settings.external is not None:
        options = settings.external.profile.to_client_connect_config()
    options["target_host"] = target.address
    options["namespace"] = target.namespace
    return options


def _unreachable(settings: Settings, silence: Exception) -> UnreachableError:
    address = settings.temporal.address
    advice = "check TEMPORAL_ADDRESS" if settings.is_external else "see `servicecycle status`"
    said = str(silence) or "it took the call and said nothing"
    return UnreachableError(f"Temporal at {address} does not answer ({advice}): {said}")
