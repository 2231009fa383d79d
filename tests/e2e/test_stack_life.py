"""How the house comes up, goes down and comes up again, also where something is in the way."""

from __future__ import annotations

import json
import os
import signal
import socket
from typing import TYPE_CHECKING

import pytest

from tests.support.stack import House, read_until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e


def test_house_starts_in_the_foreground_stops_on_ctrl_c_and_goes_on_the_next_time(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    house = House(tmp_path / "data")
    for options in (house.ports, []):
        with house.start("up", *options) as up:
            assert up.stdout is not None
            lines = read_until(up.stdout, "stop")
            assert any(f"http://127.0.0.1:{house.ui_port}" in line for line in lines)
            assert sum("  servicecycle " in line for line in lines) == 3
            first = {part["name"]: part["pid"] for part in house.status()["parts"]}
            up.send_signal(signal.SIGINT)
            rest = up.stdout.read()
            assert up.wait(timeout=60) == 0
        assert rest.index("worker stopped") < rest.index("Temporal stopped")
        assert rest.index("Temporal stopped") < rest.index("PostgreSQL stopped")
        for pid in first.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
    assert oct(tmp_path.stat().st_mode & 0o777) == "0o700"
    assert oct(house.data.stat().st_mode & 0o777) == "0o700"


def test_background_start_says_the_same_lines_and_down_ends_it(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    started = house.up()
    assert started.returncode == 0, started.stderr
    for words in ("PostgreSQL made", "Temporal on", "migrations:", "policy:", "worker", "ready"):
        assert words in started.stdout
    assert house.part("worker")["state"] == "running"
    stopped = house.down()
    assert (stopped.returncode, "is down" in stopped.stdout) == (0, True)
    found = house.status()
    assert {part["state"] for part in found["parts"]} == {"stopped"}
    again = house.down()
    assert (again.returncode, "nothing runs" in again.stdout) == (0, True)


def test_commands_that_need_the_stack_say_how_to_start_it(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    refused = house.run("migrate")
    assert refused.returncode == 6
    assert "run `servicecycle up`" in refused.stderr
    assert not house.data.exists()


@pytest.mark.parametrize("how", [["up"], ["up", "--detach"]])
def test_taken_port_is_a_clear_error_with_its_exit_code(tmp_path: Path, how: list[str]) -> None:
    house = House(tmp_path / "data")
    with socket.create_server(("127.0.0.1", house.port)):
        refused = house.run(*how, *house.ports)
    assert refused.returncode == 2
    assert f"port {house.port} is taken by another program" in refused.stderr
    assert "--port" in refused.stderr


def test_folder_that_cannot_be_one_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    house = House(tmp_path / "file" / "data")
    for how in (["up"], ["up", "--detach"]):
        refused = house.run(*how)
        assert refused.returncode == 2
        assert "cannot be used" in refused.stderr


def test_house_whose_supervisor_was_killed_is_stopped_for_everybody_and_starts_again(
    tmp_path: Path,
) -> None:
    house = House(tmp_path / "data")
    assert house.up().returncode == 0
    supervisor = json.loads((house.data / "stack.json").read_text("utf-8"))["supervisor"]["pid"]
    os.kill(supervisor, signal.SIGKILL)
    assert {part["state"] for part in house.status()["parts"]} == {"stopped"}
    assert house.run("migrate").returncode == 6
    again = house.up()
    assert again.returncode == 0, again.stdout + again.stderr
    assert house.down().returncode == 0
