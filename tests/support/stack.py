"""The whole house as a user starts it, by the command `servicecycle`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from starters.main import cli
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COMMAND = str(Path(sysconfig.get_path("scripts")) / "servicecycle")


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without settings of our own, such as a developer's data folder."""
    ours = ("SERVICECYCLE_", "TEMPORAL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | more


@dataclass(frozen=True)
class House:
    """A data folder and the command line on it."""

    data: Path
    port: int = field(default_factory=free_port)
    ui_port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a user who works on this folder."""
        return clean_environment(SERVICECYCLE_DATA=str(self.data))

    @property
    def ports(self) -> list[str]:
        """The options with which the folder is started for the first time."""
        return ["--port", str(self.port), "--ui-port", str(self.ui_port)]

    def run(
        self, *arguments: str, env: dict[str, str] | None = None, seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [COMMAND, *arguments],
            env=env or self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def types(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As `run`, without a program of its own, which takes a second to load.

        For tests of what the house does; how programs begin and end is shown by others.
        """
        mine = self.environment
        done = CliRunner().invoke(
            cli, list(arguments), env={**dict.fromkeys(os.environ.keys() - mine.keys()), **mine}
        )
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )

    def up(self) -> subprocess.CompletedProcess[str]:
        """Start the house in the background; it has its own ports from the first start on."""
        first = [] if (self.data / "ports.json").exists() else self.ports
        return self.run("up", "--detach", *first)

    def down(self) -> subprocess.CompletedProcess[str]:
        """Stop it."""
        return self.run("down")

    def status(self, *, env: dict[str, str] | None = None) -> dict[str, Any]:
        """How it stands."""
        done = self.run("status", "--json", env=env)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def part(self, name: str) -> dict[str, Any]:
        """How one part stands."""
        return next(part for part in self.status()["parts"] if part["name"] == name)


@retry(retry=retry_if_result(lambda so: not so), wait=wait_fixed(0.1), stop=stop_after_delay(60))
def eventually(question: Callable[[], object]) -> bool:
    """Ask again until the answer is yes."""
    return bool(question())


def read_until(stream: Iterable[str], words: str) -> list[str]:
    """The lines a program says until one has these words."""
    lines: list[str] = []
    for line in stream:
        lines.append(line.rstrip())
        if words in line:
            return lines
    sys.stderr.write("\n".join(lines))
    raise AssertionError(words)
