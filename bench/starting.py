"""How long `servicecycle up` takes, on a new folder and on one that was up before."""

from __future__ import annotations

import asyncio
import signal
import time
from asyncio import create_subprocess_exec
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tenacity import AsyncRetrying, wait_fixed

from bench.house import House
from bench.measures import Measure, in_rounds
from workers.embedded.cluster import Cluster
from workers.embedded.dev_server import DevServer
from workers.embedded.ports import Ports, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

_COLD_SECONDS = 8.0
_WARM_SECONDS = 4.0
_GLANCE_SECONDS = 0.02


def measure(rounds: int, say: Callable[[str], None]) -> list[Measure]:
    """Measure cold and warm starts; the floor is the two servers alone."""
    taken: dict[str, list[float]] = {"cold": [], "warm": [], "cold floor": [], "warm floor": []}
    for number in range(1, rounds + 1):
        with TemporaryDirectory(prefix="servicecycle-bench-") as folder:
            house = House(Path(folder) / "data")
            for kind in ("cold", "warm"):
                taken[kind].append(_timed(house.up))
                house.down()
            bare = Path(folder) / "bare"
            for kind in ("cold floor", "warm floor"):
                taken[kind].append(asyncio.run(_bare_start(bare)))
        said = ", ".join(f"{kind} {seconds[-1]:.2f} s" for kind, seconds in taken.items())
        say(f"up, round {number} of {rounds}: {said}")
    return [
        _compared(kind, taken, limit)
        for kind, limit in (("cold", _COLD_SECONDS), ("warm", _WARM_SECONDS))
    ]


def _compared(kind: str, taken: dict[str, list[float]], limit: float) -> Measure:
    found = in_rounds(f"up, {kind}", "seconds", ours=taken[kind], floor=taken[f"{kind} floor"])
    return replace(found, aim=f"{limit:.0f} s or less", met=found.ours <= limit)


def _timed(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


async def _bare_start(folder: Path) -> float:
    """Start PostgreSQL and Temporal without anything of ours, until both serve."""
    (folder / "temporal").mkdir(parents=True, exist_ok=True)
    ports = Ports(temporal=free_port(), ui=free_port(), postgres=free_port())
    begun = time.perf_counter()
    server = DevServer(folder / "temporal", ports)
    server.prepare()
    cluster = Cluster(
        folder / "postgres", credentials=folder / "credentials.json", log=folder / "postgres.log"
    )
    with (folder / "servers.log").open("ab") as log:
        temporal = await create_subprocess_exec(*server.command(), stdout=log, stderr=log)
        await asyncio.to_thread(cluster.prepare)
        postgres = await create_subprocess_exec(
            *cluster.server_command(ports.postgres), stdout=log, stderr=log
        )
    try:
        async for attempt in AsyncRetrying(wait=wait_fixed(_GLANCE_SECONDS)):
            with attempt:
                if not (await server.serves(temporal.pid) and cluster.is_serving(postgres.pid)):
                    message = "the servers do not serve yet"
                    raise LookupError(message)
        return time.perf_counter() - begun
    finally:
        for one, ends in ((temporal, signal.SIGTERM), (postgres, signal.SIGINT)):
            one.send_signal(ends)
            await one.wait()
