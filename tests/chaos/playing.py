"""One chaos: a catalogue lives while its house is killed again and again, and is compared."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from activities.mail.headers import message_id
from activities.store import reading
from activities.store.engine import engine_for
from domain.clock import BusinessClock
from domain.policy import Command
from starters.demo.comparing import compare
from starters.demo.story import content_of
from tests.chaos.house import House
from tests.chaos.killing import Kill, Killer, Victim, waited_for
from tests.chaos.ledger import begun_again, ran_twice
from tests.chaos.letters import Postbox, unexplained
from tests.chaos.people import Cast, People, PersistentDesk
from tests.chaos.rows import all_sent, check_rows, notice_keys
from tests.chaos.worker import ledger_of
from tests.support.mail_server import mail_server
from workers.connection import connect
from workers.registers.clock import set_clock
from workers.registers.people import apply_people
from workers.registers.people_files import read_people
from workers.status import stack_status
from workflows.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starters.desk import Desk


_EPOCH = datetime(2026, 1, 5, 8, tzinfo=UTC)
_WHOLE_SECONDS = 90.0
# A mailroom that was killed with its worker is missed after half a minute.
_LETTERS_SECONDS = 120.0
# It remembers the failures before it for as long as it works; that no letter waits says it does.
_LASTS_FOR_MINUTES = "mailroom.deliver"
_INTERRUPTS_LETTERS = frozenset(Victim) - {Victim.TEMPORAL}


@dataclass(frozen=True)
class Plan:
    """What is played.

    Args:
        pauses: Between how many seconds and how many pass from one kill to the next.
        rate: Business seconds in a real one.
        everything: How often the supervisor is killed besides.
    """

    cast: Cast
    kills: int
    seed: int
    pauses: tuple[float, float]
    rate: float
    everything: int = 0


@dataclass
class Outcome:
    """What came of it."""

    kills: list[Kill]
    seconds: float = 0.0
    bodies: int = 0
    begun_again: int = 0
    ran_twice: int = 0
    letters: int = 0
    deliveries: int = 0
    repeated: int = 0
    asked_again: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def play(plan: Plan, folder: Path, say: Callable[[str], None]) -> Outcome:
    """Let the catalogue live through its kills.

    Args:
        folder: An empty folder; what is in it afterwards tells what happened.
        say: Takes a line for each thing that happens.
    """
    began = time.monotonic()
    postbox = Postbox()
    with mail_server(postbox), standing(folder / "house", postbox) as house:
        draw = random.Random(plan.seed)  # noqa: S311 - it draws victims, not secrets
        killer = Killer(house, postbox, draw, say)
        outcome = Outcome(killer.kills)
        with PersistentDesk(house.settings) as desk:
            set_up(desk, plan.rate)
            people = People(desk, plan.cast, say)
            try:
                asyncio.run(_together(plan, people, killer))
            except* TimeoutError:
                outcome.wrong.append(f"the story did not end: {people.differences}")
            outcome.asked_again = dict(people.persistence.repeated)
            say("looking at what came of it")
            outcome.wrong += asyncio.run(_look(house, plan, desk))
        _count_bodies(outcome, house)
        count_letters(outcome, house, postbox)
    outcome.seconds = time.monotonic() - began
    return outcome


@contextmanager
def standing(data: Path, postbox: Postbox) -> Iterator[House]:
    """A house that is up, and is stopped in order at the end."""
    house = House(data, postbox.port)
    try:
        house.up()
        yield house
    finally:
        house.down()


def set_up(desk: Desk, rate: float) -> None:
    """Let business time run fast, and bring in the people."""
    set_clock(desk.writer, BusinessClock(epoch=_EPOCH, rate=rate, started_at=datetime.now(UTC)))
    actor = desk.admit(None, Command.PEOPLE_IMPORT)
    rows = read_people(content_of("people.yaml"), "people.yaml")
    apply_people(desk.writer, actor, rows, desk.now())


async def _together(plan: Plan, people: People, killer: Killer) -> None:
    asyncio.get_running_loop().set_exception_handler(_unless_nobody_asked)
    async with asyncio.timeout(_longest(plan)), asyncio.TaskGroup() as group:
        group.create_task(people.live())
        group.create_task(killer.kill(plan.kills, plan.pauses, everything=plan.everything))


def _unless_nobody_asked(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Temporal's client leaves behind how a start went whose update had no answer either."""
    if context["message"] != "Future exception was never retrieved":
        loop.default_exception_handler(context)


def _longest(plan: Plan) -> float:
    """Far beyond what kills and story take; who is not there by then never will be."""
    return 300.0 + plan.kills * (plan.pauses[1] + 15.0)


async def _look(house: House, plan: Plan, desk: Desk) -> list[str]:
    """Everything that is not as it should be, once the dust has settled."""
    whole = await asyncio.to_thread(waited_for, lambda: house.is_whole, _WHOLE_SECONDS)
    if not whole:
        return [f"the house is not whole again: {house.record}"]
    owner = engine_for(house.settings.database_url("owner"))
    await asyncio.to_thread(waited_for, partial(all_sent, owner), _LETTERS_SECONDS)
    owner.dispose()
    differences = compare(desk.reader, plan.cast.expected, desk.now())
    apart = [f"{one.record}: {one.what}: {one.meant!r}, not {one.found!r}" for one in differences]
    status = await stack_status(house.settings)
    stuck = [f"wedged: {one}" for one in status.wedged] + [f"lost: {one}" for one in status.lost]
    failing = [
        f"still failing: {one}"
        for one in status.failing_activities
        if one.activity != _LASTS_FOR_MINUTES
    ]
    return [*apart, *stuck, *failing, *await _silent(house, desk)]


async def _silent(house: House, desk: Desk) -> list[str]:
    """The open processes whose code does not answer; Temporal itself tells only after a minute."""
    client = await connect(house.settings)
    silent = []
    for one in reading.services(desk.reader, page=reading.ALL):
        if reading.process(desk.reader, one.workflow_id).closed_at is not None:
            continue
        handle = client.get_workflow_handle(one.workflow_id)
        try:
            async with asyncio.timeout(20):
                await handle.execute_update(cast("Any", Process.opened))
        except TimeoutError:
            silent.append(f"does not answer: {one.workflow_id}")
    return silent


def _count_bodies(outcome: Outcome, house: House) -> None:
    lines = ledger_of(house.data).lines()
    outcome.bodies = len({(one.run_id, one.activity_id) for one in lines})
    outcome.begun_again = begun_again(lines)
    outcome.ran_twice = len(ran_twice(lines))
    if outcome.ran_twice == 0:
        outcome.wrong.append("no body ran twice, so this has shown nothing")


def count_letters(outcome: Outcome, house: House, postbox: Postbox) -> None:
    """Hold what was delivered, and every row, against what stands in the record."""
    owner = engine_for(house.settings.database_url("owner"))
    rows, keys = check_rows(owner), notice_keys(owner)
    owner.dispose()
    outcome.rows, outcome.letters = rows.counted, len(keys)
    outcome.wrong += rows.wrong
    outcome.deliveries, outcome.repeated = len(postbox.deliveries), postbox.repeated.total()
    meant, came = {message_id(one) for one in keys}, set(postbox.message_ids)
    outcome.wrong += [f"never delivered: {one}" for one in sorted(meant - came)]
    outcome.wrong += [f"delivered and not on record: {one}" for one in sorted(came - meant)]
    kills = [one.at for one in outcome.kills if one.victim in _INTERRUPTS_LETTERS]
    outcome.wrong += [
        f"delivered again at {one.at} though no kill interrupted it: {one.message_id}"
        for one in unexplained(postbox.deliveries, kills)
    ]
