"""A store was restored to an earlier minute: what is on record is the truth, and goes on (R43)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, insert, text
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ActivityError

from activities.store import schema
from activities.store.recorder import record
from domain.protocol import RunStanding
from domain.words import Stage
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from workflows.process import Process
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.support.postgres import Database
    from tests.workflows.house import House
    from tests.workflows.life import Life

_TABLES = [one for one in schema.metadata.sorted_tables if one is not schema.chain]
"""The ends of the chains follow from the events."""


class Backup:
    """Every row as it stands now, to be put back later."""

    def __init__(self, database: Database) -> None:
        self._owner: Engine = create_engine(database.owner_url)
        with self._owner.connect() as connection:
            self._rows = {
                one: [dict(row) for row in connection.execute(one.select()).mappings()]
                for one in _TABLES
            }

    def restore(self) -> None:
        names = ", ".join(schema.metadata.tables)
        with self._owner.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
            for table, rows in self._rows.items():
                if rows:
                    connection.execute(insert(table), rows)
        self._owner.dispose()


async def standing(life: Life) -> RunStanding:
    found = await life.handle.query(Process.standing)
    assert isinstance(found, RunStanding)
    return found


async def test_a_run_says_where_it_stands(house: House) -> None:
    life = await house.propose()
    expected = RunStanding(step=1, tasks=(life.task_id("committee"),), at_work=False)
    assert await standing(life) == expected
    await life.decide("committee", "offer", by="ayse")
    assert (await standing(life)).step == life.row.step == 2


async def test_a_run_that_is_ahead_of_a_restored_record_goes_on_from_what_is_stored(
    house: House, database: Database
) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    backup = Backup(database)
    await life.decide("committee", "offer", by="mehmet")
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    backup.restore()
    with pytest.raises(Refused, match="another run"):
        await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await eventually(lambda: life.open == {"committee/1"} and life.row.step > 2)
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"
    assert life.decisions("committee") == [("committee", "offer")]
    [lost] = [one for one in life.events if one.kind == "steps_lost"]
    assert lost.data == {"stored_step": 2, "run_step": 4}
    assert (await standing(life)).step == life.row.step
    life.record.check_chain(life.id)


async def test_a_run_whose_policy_was_lost_obeys_the_one_on_record_again(
    house: House, database: Database
) -> None:
    life = await house.propose()
    backup = Backup(database)
    house.record.publish_policy({})
    await life.demand(ServiceLifecycle.adopt, by="process")
    assert life.row.policy_version == 2
    backup.restore()
    with pytest.raises(Refused, match="another run"):
        await life.decide("committee", "offer", by="ayse")
    await eventually(lambda: life.row.step > 1)
    await life.decide("committee", "offer", by="ayse")
    assert life.row.policy_version == 1


async def test_a_run_that_nobody_has_on_record_any_more_ends_and_says_so(
    house: House, database: Database
) -> None:
    backup = Backup(database)
    life = await house.propose()
    backup.restore()
    with pytest.raises(WorkflowUpdateFailedError, match="Workflow update failed"):
        await life.decide("committee", "offer", by="ayse")
    with pytest.raises(WorkflowFailureError) as ended:
        await life.handle.result()
    assert isinstance(ended.value.cause, ActivityError)
    assert "is not on record" in str(ended.value.cause.cause)
    again = await house.propose(service_id=life.record_id)
    assert again.open == {"committee/1"}


async def test_a_restored_run_does_not_take_what_the_lost_one_stored_for_its_own(
    house: House,
) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    stored = (await life.steps())[-1]
    # The run as it went on before Temporal was restored to this minute.
    state = json.dumps({**json.loads(stored.view.state), "step": stored.number + 1})
    went_on = stored.model_copy(
        update={
            "number": stored.number + 1,
            "view": stored.view.model_copy(update={"state": state}),
        }
    )
    with house.engine.begin() as connection:
        assert record(connection, went_on).rejoin is None
    with pytest.raises(Refused, match="another run"):
        await life.decide("committee", "offer", by="mehmet")
    assert life.decisions("committee") == []
    await eventually(lambda: life.row.step > went_on.number)
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"


async def test_a_run_that_compares_itself_and_is_not_behind_goes_on(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    run, before = (await life.handle.describe()).run_id, life.row.step
    await life.handle.signal(Process.compare)
    await eventually(lambda: life.row.step == before + 1)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    assert (await life.handle.describe()).run_id == run
    assert life.story == ["service_imported", "task_opened", "task_decided", "task_opened"]
