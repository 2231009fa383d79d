"""A house for the measurements, as `servicecycle up` starts it, in a folder that goes."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psutil

from bench.company import PEOPLE
from workers.embedded.ports import free_port
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MEBIBYTE = 1024 * 1024
_PARTS = ("worker", "temporal", "postgres", "supervisor")
_COMMAND = str(Path(sysconfig.get_path("scripts")) / "servicecycle")


class House:
    """A data folder, the commands on it, and the processes that serve it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._ports = ("--port", str(free_port()), "--ui-port", str(free_port()))

    @property
    def settings(self) -> Settings:
        """Where its servers are."""
        return Settings.resolve(self.data, environ={})

    def run(self, *arguments: str) -> str:
        """Run a command to its end and return what it printed.

        Raises:
            RuntimeError: the command failed.
        """
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"servicecycle {' '.join(arguments)} ended with {done.returncode}: "
            raise RuntimeError(message + done.stderr)
        return done.stdout

    def command(self, *arguments: str) -> list[str]:
        """A command of the product as a whole process."""
        return [_COMMAND, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The environment without the settings of whoever measures.

        Where Python may keep nothing compiled, every process is compiled anew when it is begun.
        """
        ours = ("SERVICECYCLE_", "TEMPORAL_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {"SERVICECYCLE_DATA": str(self.data)}

    def up(self) -> None:
        """Start everything and wait until it serves."""
        first = () if (self.data / "ports.json").exists() else self._ports
        self.run("up", "--detach", *first)

    def down(self) -> None:
        """Stop it in order."""
        self.run("down")

    def import_people(self) -> None:
        """Take in everybody who answers."""
        people = [
            {
                "id": one,
                "name": one.title(),
                "email": f"{one}@example.com",
                "language": "en",
                "time_zone": "Europe/Istanbul",
                "roles": [str(role) for role in roles],
            }
            for one, roles in PEOPLE.items()
        ]
        file = self.data.parent / "people.yaml"
        file.write_text(json.dumps(people), encoding="utf-8")
        self.run("people", "import", str(file), "--apply")

    def processor_seconds(self) -> dict[str, float]:
        """How much of the processor its servers and its worker have used since they began."""
        used = dict.fromkeys(_PARTS, 0.0)
        for one in self._processes():
            with suppress(psutil.NoSuchProcess):
                told = one.cpu_times()
                part = _part_of(one)
                used[part] += told.user + told.system
                if part == "postgres":
                    # A connection is a process of its own, and may have ended meanwhile.
                    used[part] += told.children_user + told.children_system
        return used

    def _processes(self) -> set[psutil.Process]:
        """Everything that serves the data folder."""
        roots = [
            one
            for one in psutil.process_iter(["cmdline"])
            if str(self.data) in " ".join(one.info["cmdline"] or ())
        ]
        found = set(roots)
        for one in roots:
            with suppress(psutil.NoSuchProcess):
                found.update(one.children(recursive=True))
        return found

    def workers(self) -> list[psutil.Process]:
        """The processes that work on it.

        Raises:
            LookupError: no worker runs.
        """
        found = [one for one in self._processes() if _part_of(one) == "worker"]
        if not found:
            message = f"no worker runs on {self.data}"
            raise LookupError(message)
        return found

    def workers_memory(self) -> float:
        """What the worker takes in MiB; what its processes share is counted once."""
        told = [one.memory_full_info() for one in self.workers()]
        return sum(float(getattr(one, "pss", one.rss)) for one in told) / _MEBIBYTE


def _part_of(process: psutil.Process) -> str:
    if "workers.main" in " ".join(process.cmdline()):
        return "worker"
    name = process.name()
    return next((part for part in _PARTS if part in name), "supervisor")


@contextmanager
def a_house(before: Callable[[House], None] = lambda _house: None) -> Iterator[House]:
    """A running house with its people, which is gone afterwards.

    Args:
        before: What is done with it before anybody is in it.
    """
    with TemporaryDirectory(prefix="servicecycle-bench-") as folder:
        house = House(Path(folder) / "data")
        house.up()
        try:
            before(house)
            house.import_people()
            yield house
        finally:
            house.down()
