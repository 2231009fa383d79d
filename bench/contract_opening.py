"""How fast contracts are opened, each block of them beside as many bare processes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import contract_book, contract_floor
from starters.importing_contracts import Checked, start_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psutil
    from temporalio.client import Client

    from bench.house import House
    from domain.contracts.terms import ContractFile
    from starters.desk import Desk

_MILLISECONDS = 1000


@dataclass(frozen=True)
class Spent:
    """What it took to open some.

    Args:
        processor: Seconds of the processor, by who used them.
    """

    count: int
    seconds: float
    processor: dict[str, float]

    @property
    def per_second(self) -> float:
        """How many were opened in a second."""
        return self.count / self.seconds

    @property
    def processor_each(self) -> float:
        """Milliseconds of the processor for each."""
        return sum(self.processor.values()) / self.count * _MILLISECONDS


class Opening:
    """Opens contracts by the function by which an import with a cut-over opens them, some at once.

    Each block of them is opened beside as many bare processes.

    Args:
        services: What they cover.
    """

    def __init__(self, house: House, desk: Desk, services: Sequence[str]) -> None:
        self._house, self._desk = house, desk
        self.services = services
        self.ours: list[Spent] = []
        self.floor: list[Spent] = []
        self.opened = 0
        self.seconds = 0.0

    async def open_block(self, bare: Client, worker: psutil.Process, count: int) -> None:
        """Open as many bare processes, and then some contracts in the middle of their period.

        Args:
            worker: That of the bare processes.
        """
        before, begun = self._spent(worker), time.perf_counter()
        await contract_floor.open_some(bare, count)
        seconds = time.perf_counter() - begun
        after = self._spent(worker)
        parts = {one: after[one] - before[one] for one in ("bare worker", "temporal", "starter")}
        self.floor.append(Spent(count, seconds, parts))
        await self.open_more(count)

    async def open_more(self, count: int) -> None:
        """Open contracts in the middle of their period."""
        numbers = range(self.opened, self.opened + count)
        await self.open(contract_book.running(numbers, self._desk.now().date(), self.services))

    async def open(self, files: Sequence[ContractFile]) -> None:
        """Open contracts, today being the day of the cut-over."""
        checked = Checked(self._desk.now().date(), new=list(enumerate(files, start=1)))
        before, begun = self._spent(), time.perf_counter()
        await start_checked(self._desk, "account", checked, lambda _done, _total: None)
        seconds = time.perf_counter() - begun
        after = self._spent()
        parts = {one: after[one] - before[one] for one in after}
        self.ours.append(Spent(len(files), seconds, parts))
        self.opened += len(files)
        self.seconds += seconds

    def _spent(self, bare_worker: psutil.Process | None = None) -> dict[str, float]:
        """How much of the processor everybody has used who has a part in it."""
        spent = self._house.processor_seconds() | {"starter": time.process_time()}
        if bare_worker is not None:
            told = bare_worker.cpu_times()
            spent["bare worker"] = told.user + told.system
        return spent
