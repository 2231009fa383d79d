"""What a stack is given between the start of its servers and that of its worker."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from workers.settings import Settings


@dataclass(frozen=True)
class FirstSteps:
    """The steps that make two empty servers a house to work in; each changes nothing when repeated.

    Args:
        migrate: Brings the database to the present schema; returns the revisions it applied.
        publish_policy: Publishes the policy that ships with the project where there is none.
        register: Makes the search attributes known to Temporal; returns those that were new.
        worker: Makes the command of the worker, which writes its process id to the given file
            once it takes work.
    """

    migrate: Callable[[Settings], Awaitable[list[str]]]
    publish_policy: Callable[[Settings], Awaitable[str]]
    register: Callable[[Settings], Awaitable[list[str]]]
    worker: Callable[[Settings, Path], list[str]]


def real_first_steps() -> FirstSteps:
    """The steps of the real stack; what they need is loaded while the servers are starting."""
    return FirstSteps(
        migrate=_migrate, publish_policy=_publish_policy, register=_register, worker=worker_command
    )


def worker_command(settings: Settings, readiness: Path) -> list[str]:
    """The command of a worker on the embedded stack.

    `-P` keeps packages of the folder it is called from, which may be anybody's, out of the way.
    """
    module = [sys.executable, "-P", "-m", "workers.main"]
    return [*module, "--data", str(settings.data), "--readiness", str(readiness)]


async def _migrate(settings: Settings) -> list[str]:
    def work() -> list[str]:
        from activities.store.migrating import migrate  # noqa: PLC0415 - loaded at work

        return migrate(settings.database_url("owner"))

    return await asyncio.to_thread(work)


async def _publish_policy(settings: Settings) -> str:
    def work() -> str:
        from workers.registers.policies import ensure_default_policy  # noqa: PLC0415 - loaded at work

        return f"version {ensure_default_policy(settings)}"

    return await asyncio.to_thread(work)


async def _register(settings: Settings) -> list[str]:
    from workers.search_attributes import (  # noqa: PLC0415 - loaded at work
        register_search_attributes,
    )

    return await register_search_attributes(settings)
