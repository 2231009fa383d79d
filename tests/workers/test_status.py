from __future__ import annotations

import platform
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest_asyncio
from temporalio.worker import Worker

from starters.stack_status import lines
from tests.support.bare_stack import bare_steps
from tests.support.postgres import plain
from tests.support.stumbling import Stumbling, fail
from tests.support.supervised import Watched, eventually_is, running
from workers.connection import connect
from workers.embedded.first_steps import real_first_steps
from workers.embedded.record import POSTGRES, TEMPORAL, WORKER, PartState
from workers.listing import RUNNING, listed
from workers.settings import Settings
from workers.status import stack_status
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest

FREE_OF_POLICY = "ALTER TABLE process DROP CONSTRAINT IF EXISTS fk_process_policy_version"
A_GHOST = """
    INSERT INTO process (workflow_id, kind, subject, stage, state, step, run_id, policy_version,
                         request_id, fingerprint, opened_at)
    VALUES ('service/ghost', 'ServiceLifecycle', 'service/ghost', 'operation', '{}', 1, 'gone', 1,
            'r-1', 'f', now())
    ON CONFLICT DO NOTHING
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    real = real_first_steps()
    steps = replace(bare_steps(), migrate=real.migrate, register=real.register)
    async with running(tmp_path_factory.mktemp("house") / "data", steps=steps) as one:
        yield one


async def test_stopped_stack_has_stopped_parts_and_makes_nothing(tmp_path: Path) -> None:
    status = await stack_status(Settings.resolve(tmp_path / "data", environ={}))
    assert [part.model_dump() for part in status.parts] == [
        {"name": name, "pid": None, "state": "stopped", "address": None}
        for name in (TEMPORAL, POSTGRES, WORKER)
    ]
    assert "nothing runs: start it with `servicecycle up`" in lines(status)
    assert not (tmp_path / "data").exists()


async def test_running_stack_shows_parts_processes_addresses_and_releases(
    watched: Watched,
) -> None:
    status = await stack_status(watched.settings)
    assert {part.name: part.state for part in status.parts} == dict.fromkeys(
        (TEMPORAL, POSTGRES, WORKER), PartState.RUNNING
    )
    assert [part.pid for part in status.parts] == [watched.pid(part.name) for part in status.parts]
    assert status.versions.temporal == "1.32.0"
    assert status.versions.postgres is not None
    assert status.versions.postgres.startswith("18.")
    assert status.versions.python == platform.python_version()
    assert (status.overdue_tasks, status.lost, status.wedged) == (0, [], [])
    assert any(line.startswith("web UI") for line in lines(status))


async def test_servers_of_others_are_shown_with_their_addresses(watched: Watched) -> None:
    database = watched.settings.database_url("owner")
    theirs = Settings.resolve(
        environ={
            "TEMPORAL_ADDRESS": watched.settings.temporal.address,
            "SERVICECYCLE_DATABASE_URL": database,
        }
    )
    status = await stack_status(theirs)
    assert {part.name: (part.state, part.pid) for part in status.parts} == {
        TEMPORAL: (PartState.RUNNING, None),
        POSTGRES: (PartState.RUNNING, None),
        WORKER: (PartState.STOPPED, None),
    }
    assert status.parts[1].address == watched.record.address(POSTGRES)
    assert status.data is None
    assert "secret" not in "\n".join(lines(status))


async def test_servers_of_others_that_are_silent_are_unreachable() -> None:
    status = await stack_status(
        Settings.resolve(
            environ={
                "TEMPORAL_ADDRESS": "127.0.0.1:1",
                "SERVICECYCLE_DATABASE_URL": "postgresql://x:y@127.0.0.1:1/z",
            }
        )
    )
    assert [part.state for part in status.parts] == ["unreachable", "unreachable", "stopped"]
    assert status.versions.temporal is None


async def test_activity_that_keeps_failing_is_shown_with_its_failure(watched: Watched) -> None:
    client = await connect(watched.settings)
    async with Worker(client, task_queue=PROCESSES, workflows=[Stumbling], activities=[fail]):
        handle = await client.start_workflow(
            Stumbling.run, id="request/stumbling", task_queue=PROCESSES
        )

        async def is_shown() -> bool:
            return bool((await stack_status(watched.settings)).failing_activities)

        await eventually_is(is_shown)
        status = await stack_status(watched.settings)
        await handle.terminate()
    [failing] = status.failing_activities
    assert (failing.workflow_id, failing.activity) == ("request/stumbling", "stumbling.fail")
    assert failing.attempts >= 3
    assert failing.failure == "the mail server is away"
    assert any("stumbling.fail of request/stumbling" in line for line in lines(status))


async def test_process_that_is_open_in_our_records_or_one_in_a_house_and_does_not_run_is_lost(
    watched: Watched,
) -> None:
    with psycopg.connect(plain(watched.settings.database_url("owner"))) as connection:
        connection.execute(FREE_OF_POLICY)
        connection.execute(A_GHOST)
    status = await stack_status(watched.settings)
    assert status.lost == ["housekeeping", "mailroom", "service/ghost"]
    assert [one.model_dump() for one in status.open_processes] == [
        {"kind": "ServiceLifecycle", "stage": "operation", "count": 1}
    ]
    assert any("1  ServiceLifecycle, operation" in line for line in lines(status))


async def test_process_that_is_lost_while_another_one_makes_up_for_it_is_told_by_housekeeping(
    watched: Watched,
) -> None:
    client = await connect(watched.settings)
    handle = await client.start_workflow(
        "ServiceLifecycle", id="service/made-up", task_queue="nobody-works-here"
    )
    with psycopg.connect(plain(watched.settings.database_url("owner"))) as connection:
        connection.execute(FREE_OF_POLICY)
        connection.execute(A_GHOST)
        connection.execute("UPDATE process SET stray = 'lost'")
    status = await stack_status(watched.settings)
    await handle.terminate()
    assert "service/ghost" in status.lost
    assert status.processes_looked_at == status.processes_running == 1


async def test_everything_that_runs_is_listed_however_small_the_pages_or_as_many_as_are_wanted(
    watched: Watched,
) -> None:
    client = await connect(watched.settings)
    ids = [f"bare/{number}" for number in range(5)]
    handles = [
        await client.start_workflow("Bare", id=one, task_queue="nobody-works-here") for one in ids
    ]
    of_kind = f"{RUNNING} AND WorkflowType = 'Bare'"

    async def all_are_found() -> bool:
        return sorted(await listed(client, of_kind, page=2)) == ids

    await eventually_is(all_are_found)
    some = await listed(client, of_kind, at_most=3, page=2)
    assert len(some) == len(set(some)) == 3
    for one in handles:
        await one.terminate()
    assert await listed(client, "WorkflowType = 'Other'") == []
