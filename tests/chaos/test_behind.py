"""A step is stored, and everybody who knew of it is killed before anybody was told."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from activities.store import reading
from activities.store.readers.events import history
from domain.errors import OutcomeUnknownError
from starters.deciding import Given, decide
from starters.demo.story import Story
from starters.desk import Desk
from starters.proposing import propose_service
from tests.chaos.house import House
from tests.chaos.killing import waited_for
from tests.chaos.people import Cast
from tests.chaos.playing import set_up
from tests.chaos.worker import ledger_of, trap_of
from tests.support.mail_server import Sink, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SERVICE = "managed-backup"
BALLOT = f"service/{SERVICE}/committee/1"
OFFER = Given(outcome="offer", reason="customers ask for it every week")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with mail_server(Sink()) as sink:
        house = House(tmp_path / "house", sink.port)
        house.up()
        try:
            yield house
        finally:
            house.down()


async def votes_until_the_decision_is_stored_and_forgotten(house: House) -> None:
    """The last vote is stored; then worker and Temporal are killed, and the voter gives up."""
    [file] = [one for one in Cast.whole().catalogue if one.id == SERVICE]
    with Desk(house.settings) as desk:
        set_up(desk, 1.0)
        await propose_service(desk, file.owner, file)
        await decide(desk, "elif", BALLOT, OFFER)
        trap_of(house.data).touch()
        vote = asyncio.create_task(decide(desk, "murat", BALLOT, OFFER))
        await asyncio.to_thread(waited_for, lambda: bool(ledger_of(house.data).kills()), 30)
        temporal = house.part("temporal")
        assert temporal is not None
        temporal.kill()
        vote.cancel()
        with suppress(asyncio.CancelledError, OutcomeUnknownError):
            await vote


async def answers_a_gate(house: House) -> str:
    """Somebody answers what the record shows open; the process knows nothing of it yet."""
    with Desk(house.settings) as desk:
        now = desk.now()
        open_tasks = reading.inbox(desk.reader, reading.Wanted(now=now), page=reading.ALL)
        [task] = [one for one in open_tasks if one.name == "security"]
        [service] = reading.services(desk.reader, page=reading.ALL)
        [reply] = Story().replies(task, service, now)
        given = Given(outcome=reply.outcome, reason=OFFER.reason, data=reply.data)
        return str((await decide(desk, reply.person, task.task_id, given)).state)


def test_a_process_that_lost_a_stored_step_goes_on_from_the_record_when_it_is_asked(
    house: House,
) -> None:
    asyncio.run(votes_until_the_decision_is_stored_and_forgotten(house))
    assert waited_for(lambda: house.is_whole, 60)
    assert asyncio.run(answers_a_gate(house)) == "completed"
    with Desk(house.settings) as desk:
        story = [one.kind for one in history(desk.reader, f"service/{SERVICE}", page=reading.ALL)]
    assert story.count("vote_cast") == 2
    assert story.count("gate_answered") == 1
