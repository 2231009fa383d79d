"""The record is away, or says no: nothing is lost, nothing is done twice, nobody is misled."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ActivityError

from domain.words import Stage
from tests.support.postgres import plain
from tests.workflows.company import CHECKLIST
from tests.workflows.test_resuming import carried_of, resume
from tests.workflows.test_slow_records import is_on_its_way
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import Database, TestPostgres
    from tests.workflows.house import House


@contextmanager
def away(postgres: TestPostgres, database: Database) -> Iterator[None]:
    """Nobody reaches the database meanwhile."""
    with (
        psycopg.connect(plain(postgres.owner_url), autocommit=True) as owner,
        psycopg.connect(plain(postgres.worker_url), autocommit=True) as worker,
    ):
        owner.execute(f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS false')
        worker.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [database.name],
        )
        yield
        owner.execute(f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS true')


@contextmanager
def no_policy(database: Database) -> Iterator[None]:
    """No policy is in force meanwhile."""
    with psycopg.connect(plain(database.owner_url), autocommit=True) as connection:
        connection.execute("UPDATE policy SET effective_on = '2999-01-01'")
        yield
        connection.execute("UPDATE policy SET effective_on = '2020-01-01'")


async def test_an_outage_of_the_record_delays_an_answer_and_loses_nothing(
    house: House, postgres: TestPostgres, database: Database
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    with away(postgres, database):
        answer = asyncio.create_task(
            life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
        )
        await is_on_its_way(life, tries=2)
        assert not answer.done()
    assert (await answer).state == "completed"
    assert life.decisions("go_live_checklist") == [("tech", "ready")]
    assert life.story.count("task_decided") == 1


async def test_a_service_is_proposed_while_the_record_is_away(
    house: House, postgres: TestPostgres, database: Database
) -> None:
    with away(postgres, database):
        proposed = asyncio.create_task(house.propose(service_id=house.queue))
        await is_on_its_way(house.life(f"service/{house.queue}"), tries=2)
        assert not proposed.done()
    life = await proposed
    assert life.story == ["service_proposed", "task_opened"]


async def test_a_step_that_the_business_refuses_ends_the_run_and_can_be_resumed(
    house: House, database: Database
) -> None:
    life = await house.propose()
    with no_policy(database), pytest.raises(Exception, match="Workflow update failed"):
        await life.demand(ServiceLifecycle.adopt, by="process")
    with pytest.raises(WorkflowFailureError) as ended:
        await life.handle.result()
    assert isinstance(ended.value.cause, ActivityError)
    assert "no policy is in force" in str(ended.value.cause.cause)
    assert (life.row.closed_at, life.open) == (None, {"committee/1"})
    await resume(house, life, carried_of(life))
    await life.offered()
    assert life.service.stage == "design"
