"""What very many contracts cost: to open, in memory, on a day of notices, and to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from bench import contract_book, contract_day, contract_floor, contract_looks
from bench.contract_opening import Opening
from bench.decisions import floors_worker
from bench.measures import Measure, in_rounds
from bench.ours import OurLife
from domain.clock import BusinessClock
from domain.ids import service_id_of
from starters.desk import Desk
from workers.connection import connect
from workers.registers.clock import set_clock
from workers.registers.engines import worker_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from temporalio.client import Client

    from bench.house import House

_RATE = 1_440.0
"""Business seconds a second: a day goes by in a minute."""
_SERVICES = 10
_BLOCK = 250
_OTHERS = 500
_MANY, _MOST_MINUTES = 10_000, 20.0
_MOST_MEBIBYTES = 500.0
_LEAST_PER_SECOND = _MANY / (_MOST_MINUTES * 60)


def make_fast(house: House) -> None:
    """Let a day go by in a minute; only before there is a process."""
    engine = worker_engine(house.settings)
    now = datetime.now(UTC)
    set_clock(engine, BusinessClock(epoch=now, rate=_RATE, started_at=now))
    engine.dispose()


class Wanted(NamedTuple):
    """How much is measured.

    Args:
        contracts: How many are open at the end.
        notices: For how many of them a notice is due on the same day.
        rounds: How often each look is taken.
    """

    contracts: int
    notices: int
    rounds: int

    @property
    def others(self) -> int:
        """How many are opened after those of the day, which then are in no worker's memory."""
        return min(self.notices, _OTHERS)

    def check(self) -> None:
        """Refuse what leaves nothing to compare.

        Raises:
            ValueError: fewer contracts than are needed for the day.
        """
        least = self.notices + self.others + 1
        if self.contracts < least:
            message = f"--contracts has to be {least:,} or more for {self.notices:,} notices"
            raise ValueError(message)


async def measure(house: House, wanted: Wanted, say: Callable[[str], None]) -> list[Measure]:
    """Open contracts as an import opens them, let the day of notices come, and look around.

    The floors are bare processes on the same server that wait for an instant, the rows and letters
    of the day without any process, and the worker that has nothing to do.
    """
    idle = _resident(house)
    client, address = await connect(house.settings), house.settings.temporal.address
    contract_book.register(house)
    services = await _services(client)
    plain = wanted.contracts - wanted.notices - wanted.others
    bare = await contract_floor.own_namespace(address)
    with Desk(house.settings) as desk:
        opening = Opening(house, desk, services)
        with floors_worker(address, contract_floor.NAMESPACE) as worker:
            while opening.opened < plain:
                count = min(_BLOCK, plain - opening.opened)
                await opening.open_block(bare, worker, count)
                _tell(house, opening, say)
            events = await contract_floor.events_of_an_instant(bare)
        day = contract_day.Day(house, client, desk, say)
        await day.open_due(opening, wanted.notices, wanted.others)
        memory = _resident(house)
        found = await day.measure(events)
    return [
        *_opened(opening),
        _memory(wanted.contracts, max(memory, _resident(house)), idle),
        *found,
        *await contract_looks.measure(house, client, wanted.contracts, wanted.rounds, say),
    ]


async def _services(client: Client) -> list[str]:
    """Services that contracts can cover."""
    lives = [OurLife(client) for _ in range(_SERVICES)]
    for one in lives:
        await one.begin()
    return [service_id_of(one.workflow_id) for one in lives]


def _tell(house: House, opening: Opening, say: Callable[[str], None]) -> None:
    ours, floor = opening.ours[-1], opening.floor[-1]
    parts = ", ".join(
        f"{name} {seconds / ours.count * 1000:.0f} ms" for name, seconds in ours.processor.items()
    )
    say(
        f"contracts: {opening.opened:,} are open, {ours.per_second:.1f} a second beside"
        f" {floor.per_second:.1f} bare ones; processor each {ours.processor_each:.0f} ms beside"
        f" {floor.processor_each:.0f} ms ({parts}); worker {_resident(house):.0f} MiB"
    )


def _opened(opening: Opening) -> list[Measure]:
    """How fast they were opened, and what each took of the processor, whoever else uses it."""
    blocks = len(opening.floor)
    rate = in_rounds(
        "contracts opened by an import",
        "per second",
        ours=[one.per_second for one in opening.ours[:blocks]],
        floor=[one.per_second for one in opening.floor],
    )
    each = in_rounds(
        "a contract opened, processor",
        "ms",
        ours=[one.processor_each for one in opening.ours[:blocks]],
        floor=[one.processor_each for one in opening.floor],
    )
    took = opening.opened / opening.seconds
    aim = f"{_MANY:,} in {_MOST_MINUTES:.0f} minutes: {_LEAST_PER_SECOND:.1f}"
    return [replace(rate, aim=aim, met=took >= _LEAST_PER_SECOND), each]


def _memory(contracts: int, ours: float, floor: float) -> Measure:
    return Measure(
        name=f"worker, {contracts:,} open contracts",
        unit="MiB",
        ours=ours,
        floor=floor,
        ratio=ours / floor,
        aim=f"under {_MOST_MEBIBYTES:.0f} MiB",
        met=ours < _MOST_MEBIBYTES,
    )


def _resident(house: House) -> float:
    return house.workers_memory()
