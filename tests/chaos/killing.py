"""Kills with -9, at moments that a seed draws, and keeps a list of who died when."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import psutil

from tests.chaos.worker import ledger_of, trap_of
from workers.embedded.record import POSTGRES, TEMPORAL, WORKER, ends_within

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.chaos.house import House
    from tests.chaos.letters import Postbox


class Victim(StrEnum):
    """Who is killed, and at what moment."""

    WORKER = "worker"
    WORKER_AFTER_COMMIT = "worker, between commit and completion"
    WORKER_AFTER_LETTER = "worker, between the letter and its commit"
    TEMPORAL = "Temporal server"
    POSTGRES = "PostgreSQL"
    BACKEND = "PostgreSQL, one connection"
    SUPERVISOR = "supervisor, and all with it"


_PART = {
    Victim.WORKER: WORKER,
    Victim.WORKER_AFTER_COMMIT: WORKER,
    Victim.WORKER_AFTER_LETTER: WORKER,
    Victim.TEMPORAL: TEMPORAL,
    Victim.POSTGRES: POSTGRES,
}
_WEIGHTS = {
    Victim.WORKER: 4,
    Victim.WORKER_AFTER_COMMIT: 8,
    Victim.WORKER_AFTER_LETTER: 3,
    Victim.TEMPORAL: 5,
    Victim.POSTGRES: 5,
    Victim.BACKEND: 3,
}
# The supervisor gives a part up that dies six times within a minute.
_DEATHS_A_MINUTE = 4
_MINUTE = 60.0
_TRAP_SECONDS = 10.0
_DEATH_SECONDS = 10.0


@dataclass(frozen=True)
class Kill:
    """One kill -9."""

    victim: Victim
    pid: int
    at: datetime
    where: str = ""

    def __str__(self) -> str:
        where = f", {self.where}" if self.where else ""
        return f"{self.at:%H:%M:%S.%f} {self.victim} (pid {self.pid}{where})"


@dataclass
class Killer:
    """Kills the parts of one house.

    Args:
        draw: Where chance comes from.
        say: Takes a line for each kill.
    """

    house: House
    postbox: Postbox
    draw: random.Random
    say: Callable[[str], None]
    kills: list[Kill] = field(default_factory=list)
    _deaths: dict[str, deque[float]] = field(default_factory=dict)

    async def kill(self, times: int, pauses: tuple[float, float], *, everything: int) -> None:
        """Kill so often, with pauses of so many seconds between.

        Args:
            everything: How many times, besides, the supervisor is killed and the house is brought
                up again as an operator would.
        """
        of_everything = {round(times * (n + 1) / (everything + 1)) for n in range(everything)}
        for number in range(1, times + 1):
            await asyncio.to_thread(time_passes, self.draw.uniform(*pauses))
            while not await self._one():
                await asyncio.to_thread(time_passes, 0.1)
            if number in of_everything:
                await self._everything()

    async def _one(self) -> bool:
        victims = [one for one in _WEIGHTS if self._may_die(one)]
        if not victims:
            return False
        victim = self.draw.choices(victims, [_WEIGHTS[one] for one in victims])[0]
        # The first kill is the one that all this is about.
        return await self.strike(victim if self.kills else Victim.WORKER_AFTER_COMMIT)

    async def strike(self, victim: Victim) -> bool:
        """Kill one part at its moment.

        Returns:
            Whether it died; False where the moment did not come, or it was not there.
        """
        match victim:
            case Victim.WORKER_AFTER_COMMIT:
                return await self._after_commit()
            case Victim.WORKER_AFTER_LETTER:
                return await self._after_letter()
            case Victim.BACKEND:
                return self._backend()
            case simply:
                return self._now(simply)

    def _may_die(self, victim: Victim) -> bool:
        recent = self._deaths.get(_PART.get(victim, ""), ())
        now = time.monotonic()
        return sum(1 for one in recent if now - one < _MINUTE) < _DEATHS_A_MINUTE

    def _now(self, victim: Victim) -> bool:
        process = self.house.part(_PART[victim])
        return process is not None and self._strike(victim, process)

    def _backend(self) -> bool:
        server = self.house.part(POSTGRES)
        connections = [one for one in _children(server) if "servicecycle" in _name(one)]
        return bool(connections) and self._strike(Victim.BACKEND, self.draw.choice(connections))

    def _strike(self, victim: Victim, process: psutil.Process, where: str = "") -> bool:
        at = datetime.now(UTC)
        try:
            process.kill()
        except psutil.NoSuchProcess:
            return False
        self._note(Kill(victim, process.pid, at, where))
        return ends_within(process, _DEATH_SECONDS)

    async def _after_commit(self) -> bool:
        """Lay a trap for the next body that has committed."""
        ledger, trap = ledger_of(self.house.data), trap_of(self.house.data)
        before = len(ledger.kills())
        trap.touch()
        await asyncio.to_thread(waited_for, lambda: not trap.exists(), _TRAP_SECONDS)
        with suppress(FileNotFoundError):
            trap.unlink()
            return False
        await asyncio.to_thread(waited_for, lambda: len(ledger.kills()) > before, _DEATH_SECONDS)
        killed = ledger.kills()[-1]
        where = f"{killed.activity} {killed.key}"
        self._note(Kill(Victim.WORKER_AFTER_COMMIT, killed.pid, killed.at, where))
        return True

    async def _after_letter(self) -> bool:
        """Lay a trap for the next letter that the mail server has taken."""
        self.postbox.sprung.clear()
        killed: list[bool] = []
        self.postbox.trap = lambda: killed.append(self._now(Victim.WORKER_AFTER_LETTER))
        await asyncio.to_thread(self.postbox.sprung.wait, _TRAP_SECONDS)
        self.postbox.trap = None
        return killed == [True]

    async def _everything(self) -> None:
        at = datetime.now(UTC)
        self._note(Kill(Victim.SUPERVISOR, self.house.kill_supervisor(), at))
        await asyncio.to_thread(self.house.up)
        self.say("the house was brought up again")

    def _note(self, kill: Kill) -> None:
        self.kills.append(kill)
        if part := _PART.get(kill.victim):
            self._deaths.setdefault(part, deque(maxlen=20)).append(time.monotonic())
        self.say(f"killed: {kill.victim}{f', {kill.where}' if kill.where else ''}")


def waited_for(so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, or the time is up."""
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            return False
        time_passes(0.02)
    return True


def time_passes(seconds: float) -> None:
    """Let a moment pass that chance has drawn; nothing happens that could be waited for."""
    threading.Event().wait(seconds)


def _children(process: psutil.Process | None) -> list[psutil.Process]:
    try:
        return process.children() if process else []
    except psutil.NoSuchProcess:
        return []


def _name(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
