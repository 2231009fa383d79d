"""A process that could not be started is told once, to whoever wanted it, and nowhere else."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, TypeVar

from domain.errors import (
    ConflictError,
    InvalidInputError,
    OutcomeUnknownError,
    ServicecycleError,
)
from domain.identity import Actor
from domain.protocol import ServiceLifecycleInput
from domain.service import ServiceFile
from domain.steps import Asked
from domain.words import Role
from starters.door import Door, Entry
from tests.starters.company import Company, service_file
from workers.connection import connect
from workers.leaving import run_settled
from workers.settings import Settings
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

R = TypeVar("R")

OWNER = Actor(person="owner", roles=(Role.SERVICE_OWNER,))


def entry(service_id: str, workflow_id: str | None = None) -> Entry:
    given = ServiceLifecycleInput(
        service_id=service_id,
        proposal=ServiceFile.model_validate(service_file(service_id)),
        request=Asked(request_id=service_id, command="service propose", fingerprint="f"),
    )
    return Entry(
        ServiceLifecycle.run, given, workflow_id or f"service/{service_id}", "Service", "", {}
    )


async def _failure(start: Awaitable[object]) -> type[ServicecycleError] | None:
    """What kind of error it ends with; nothing of it is kept."""
    try:
        await start
    except ServicecycleError as error:
        return type(error)
    return None


def printed_during(work: Coroutine[None, None, R]) -> tuple[R, list[str]]:
    """What work comes to, and what asyncio would print on the terminal about it."""
    printed: list[str] = []

    async def watched() -> R:
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, context: printed.append(str(context["message"]))
        )
        return await work

    result = run_settled(watched())
    gc.collect()
    return result, printed


async def start_on(
    company: Company, one: Entry, *, anew: bool = False
) -> type[ServicecycleError] | None:
    """Try to start a process; how it failed."""
    named = {name: value for name, value in company.environment.items() if value}
    door = Door(await connect(Settings.resolve(environ=named)), patience=0.5)
    return await _failure((door.reopen if anew else door.open)(OWNER, one, "r-1"))


def test_start_of_a_process_that_runs_already_is_told_once(company: Company) -> None:
    company.propose("begun-before")
    tried = start_on(company, entry("begun-before"), anew=True)
    assert printed_during(tried) == (ConflictError, [])


def test_start_that_nobody_takes_in_time_is_told_once(company: Company) -> None:
    with company.servers.without_worker():
        tried = start_on(company, entry("nobody-takes-it"))
        assert printed_during(tried) == (OutcomeUnknownError, [])


def test_start_that_temporal_refuses_is_told_once(company: Company) -> None:
    tried = start_on(company, entry("too-long", f"service/{'x' * 1001}"))
    assert printed_during(tried) == (InvalidInputError, [])


def test_failure_that_nobody_fetches_would_be_printed() -> None:
    async def left_alone() -> None:
        asyncio.get_running_loop().create_future().set_exception(ConflictError("left alone"))

    assert printed_during(left_alone()) == (None, ["Future exception was never retrieved"])
