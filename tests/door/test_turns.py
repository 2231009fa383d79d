"""Two at the same moment with one request id: exactly one is done, and the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from domain.errors import ConflictError, OutcomeUnknownError
from domain.words import SYSTEM
from starters.deciding import Given, decide
from starters.desk import Desk
from tests.starters.company import REASON
from workers.leaving import run_settled
from workers.registers.engines import reader_engine
from workers.registers.turns import turn_of
from workers.settings import Settings

if TYPE_CHECKING:
    from domain.protocol import Receipt
    from tests.door.world import World

TASKS = ("service/left/committee/1", "service/right/committee/1")


@pytest.fixture(scope="module")
def settings(world: World) -> Settings:
    kept = {name: value for name, value in world.company.environment.items() if value is not None}
    return Settings.resolve(environ=kept)


def votes(world: World) -> int:
    return world.records()["vote"]


def test_of_two_requests_with_one_id_and_other_content_exactly_one_is_done(
    world: World, settings: Settings
) -> None:
    for service in ("left", "right"):
        world.company.propose(service)
    before, start = votes(world), Barrier(2)

    def answered(task: str, number: int) -> Receipt | ConflictError:
        given = Given(outcome="offer", reason=REASON, request_id=f"both-{number}")
        with Desk(settings) as desk:
            start.wait()
            try:
                return run_settled(decide(desk, ("ayse", "mehmet")[number], task, given))
            except ConflictError as conflict:
                return conflict

    with ThreadPoolExecutor(2) as both:
        for number in range(2):
            said = list(both.map(answered, TASKS, [number] * 2))
            (conflict,) = [one for one in said if isinstance(one, ConflictError)]
            assert conflict.field == "request_id"
            assert "other content" in conflict.message
    assert votes(world) == before + 2


def test_request_whose_turn_does_not_come_is_told_so_and_sends_nothing(
    world: World, settings: Settings
) -> None:
    world.company.propose("waits")
    before = world.records()
    given = Given(outcome="offer", reason=REASON, request_id="taken")
    engine = reader_engine(settings, SYSTEM)
    with (
        turn_of(engine, "taken", seconds=1),
        Desk(settings, patience=0.5) as desk,
        pytest.raises(OutcomeUnknownError, match="another call with the request id taken"),
    ):
        run_settled(decide(desk, "ayse", "service/waits/committee/1", given))
    assert world.records() == before
    with Desk(settings) as desk:
        receipt = run_settled(decide(desk, "ayse", "service/waits/committee/1", given))
    engine.dispose()
    assert receipt.state == "voted"
