"""Decisions a second: ours, the floor on the same server, and the peer on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import sqlalchemy
from temporalio.client import Client

from bench.company import DECISIONS
from bench.floor import FloorLife
from bench.measures import Measure, in_rounds
from bench.ours import OurLife
from workers.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.house import House

_LEAST_RATIO = 0.8
_PEERS_DATABASE = "peer"


async def measure(
    house: House, *, lives: int, rounds: int, peer: bool, say: Callable[[str], None]
) -> Measure:
    """Measure in rounds, one after the other in each: floor, ours, peer.

    Args:
        lives: How many processes run in parallel.
        peer: Whether the peer is measured as well.
    """
    client = await connect(house.settings)
    ours: list[float] = []
    floor: list[float] = []
    other: list[float] = []
    url = _peers_url(house) if peer else ""
    with floors_worker(house.settings.temporal.address):
        bare = await Client.connect(house.settings.temporal.address)
        await _rate([OurLife(client) for _ in range(2)])
        for number in range(1, rounds + 1):
            with _no_letters(house):
                floor.append(await _rate([FloorLife(bare) for _ in range(lives)]))
            ours.append(await _rate([OurLife(client) for _ in range(lives)]))
            if peer:
                other.append(await asyncio.to_thread(_peers_rate, url, lives))
            said = f"floor {floor[-1]:.1f}, ours {ours[-1]:.1f}" + (
                f", DBOS {other[-1]:.1f}" if peer else ""
            )
            say(f"decisions a second, round {number} of {rounds}: {said}")
    found = in_rounds(
        f"decisions, {lives} in parallel", "per second", ours=ours, floor=floor, peer=other
    )
    met = (found.ratio or 0) >= _LEAST_RATIO and (found.peer_ratio is None or found.peer_ratio > 1)
    return replace(found, aim=f"ours/floor {_LEAST_RATIO} or more, ahead of DBOS", met=met)


async def _rate(lives: list[OurLife] | list[FloorLife]) -> float:
    await asyncio.gather(*(one.begin() for one in lives))
    begun = time.perf_counter()
    await asyncio.gather(*(one.live() for one in lives))
    return len(lives) * DECISIONS / (time.perf_counter() - begun)


@contextmanager
def _no_letters(house: House) -> Iterator[None]:
    """Let no letter leave meanwhile: those of ours go at their pace long after it was measured."""
    house.run("notices", "hold", "--all", "--as", "admin", "--reason", "the floor is measured")
    try:
        yield
    finally:
        house.run("notices", "release", "--all", "--as", "admin")


@contextmanager
def floors_worker(address: str, namespace: str = "default") -> Iterator[psutil.Process]:
    """Let a worker of the floor serve meanwhile."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.floor", address, namespace],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if worker.stdout is None or "ready" not in worker.stdout.readline():
            message = "the floor's worker did not start"
            raise RuntimeError(message)
        yield psutil.Process(worker.pid)
    finally:
        worker.terminate()
        worker.wait()


def _peers_url(house: House) -> str:
    ours = sqlalchemy.make_url(house.settings.database_url("owner"))
    engine = sqlalchemy.create_engine(ours, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {_PEERS_DATABASE}"))
    engine.dispose()
    theirs = ours.set(database=_PEERS_DATABASE, drivername="postgresql")
    return theirs.render_as_string(hide_password=False)


def _peers_rate(url: str, lives: int) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "bench.peer", url, str(lives)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"the peer ended with {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(message)
    return lives * DECISIONS / float(done.stdout.strip().splitlines()[-1])
