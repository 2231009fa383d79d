"""A shell completes commands, options and what is on record; it is never held up, nor told off."""

from __future__ import annotations

import subprocess
from threading import Thread
from typing import TYPE_CHECKING

import click
import pytest

from starters import known
from tests.support.stack import COMMAND, clean_environment
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.door.world import World

# What bash itself does when a person presses the tabulator.
PRESSED = """
source <("{command}" completion bash)
complete -p servicecycle > /dev/null || exit 9
COMP_WORDS=({words}); COMP_CWORD={last}
_servicecycle_completion servicecycle
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(environment: dict[str, str], *words: str) -> list[str]:
    """What bash offers for the last of these words; a minute of silence is a failure."""
    quoted = " ".join(f"'{one}'" for one in ("servicecycle", *words))
    script = PRESSED.format(command=COMMAND, words=quoted, last=len(words))
    folder = COMMAND.rpartition("/")[0]
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={**clean_environment(**environment), "PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def there(world: World) -> dict[str, str]:
    kept = world.company.environment.items()
    return {name: value for name, value in kept if value is not None}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["serv"], ["service"]),
        (["service", "pro"], ["propose"]),
        (["inbox", "--over"], ["--overdue"]),
        (["inbox", "--role", "service_o"], ["service_owner"]),
        (["service", "show", "runn"], ["running"]),
        (["people", "show", "meh"], ["mehmet"]),
        (["inbox", "--as", "zey"], ["zeynep"]),
        (["decide", "service/designed/br"], ["service/designed/brief/1"]),
        (["decide", "service/designed/brief/1", ""], ["complete"]),
        (["policy", "show", "def"], ["default"]),
        (["calendar", "show", "off"], ["office"]),
        (["contract", "show", "in-"], ["in-force"]),
        (["service", "show", "no-such"], []),
    ],
)
def test_bash_completes_what_could_come_next(
    there: dict[str, str], words: list[str], offered: list[str]
) -> None:
    assert completed(there, *words) == offered


def test_bash_completes_the_record_a_document_is_attached_to(there: dict[str, str]) -> None:
    assert "service/running" in completed(there, "attach", "x", "--to", "service/runn")


def test_files_are_left_to_the_shell(there: dict[str, str]) -> None:
    asked = {
        "_SERVICECYCLE_COMPLETE": "bash_complete",
        "COMP_WORDS": "servicecycle service propose exam",
        "COMP_CWORD": "3",
    }
    done = subprocess.run(
        [COMMAND],
        env=clean_environment(**there, **asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout.strip(), done.stderr) == ("file,exam", "")


@pytest.mark.parametrize("away", ["stopped", "refused", "silent"])
def test_house_that_is_away_completes_nothing_and_says_nothing(
    there: dict[str, str], tmp_path: Path, silent_port: int, away: str
) -> None:
    ports = {"refused": free_port(), "silent": silent_port}
    environment = {
        "SERVICECYCLE_DATA": str(tmp_path / "none"),
        "SERVICECYCLE_DATABASE_URL": f"postgresql://x:y@127.0.0.1:{ports.get(away)}/z",
        "TEMPORAL_ADDRESS": there["TEMPORAL_ADDRESS"],
    }
    if away == "stopped":
        environment = {"SERVICECYCLE_DATA": str(tmp_path / "none")}
    assert completed(environment, "service", "show", "") == []
    assert completed(environment, "service", "sh") == ["show"]


def test_shell_is_held_for_three_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float | None] = []

    class Reading(Thread):
        def start(self) -> None:
            """A server that never answers: nothing is read."""

        def join(self, timeout: float | None = None) -> None:
            held.append(timeout)

    monkeypatch.setattr(known, "Thread", Reading)
    command = click.Command("show")
    argument = click.Argument(["service"])
    offered = known.Known("SERVICE").shell_complete(click.Context(command), argument, "")
    assert (offered, held) == ([], [3.0])


def test_file_that_a_shell_reads_names_no_path_of_ours(there: dict[str, str]) -> None:
    said = subprocess.run(
        [COMMAND, "completion", "bash"],
        env=clean_environment(**there),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert "_SERVICECYCLE_COMPLETE=bash_complete" in said
    assert COMMAND not in said
