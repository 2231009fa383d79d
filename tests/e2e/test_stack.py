"""The house as a user has it: started by `servicecycle up`, looked at, hurt, and stopped."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psycopg
import pytest

from tests.support.postgres import plain
from tests.support.stack import House, clean_environment, eventually, read_until
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.e2e

PARTS = ["temporal", "postgres", "worker"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    one = House(tmp_path_factory.mktemp("company") / "data")
    started = one.up()
    assert started.returncode == 0, started.stdout + started.stderr
    yield one
    stopped = one.down()
    assert stopped.returncode == 0, stopped.stderr


def theirs(house: House) -> dict[str, str]:
    """The same servers, named as a company names its own."""
    settings = Settings.resolve(house.data, environ={})
    return clean_environment(
        TEMPORAL_ADDRESS=settings.temporal.address,
        SERVICECYCLE_DATABASE_URL=settings.database_url("owner").replace("+psycopg", ""),
    )


def test_status_names_each_part_with_process_state_and_address(house: House) -> None:
    found = house.status()
    assert [part["name"] for part in found["parts"]] == PARTS
    for part in found["parts"]:
        assert set(part) == {"name", "pid", "state", "address"}
        assert part["state"] == "running"
        os.kill(part["pid"], 0)
    assert found["parts"][0]["address"] == f"127.0.0.1:{house.port}"


def test_status_names_every_release_and_the_policy_in_force(house: House) -> None:
    versions = house.status()["versions"]
    assert set(versions) == {"servicecycle", "python", "temporal", "postgres", "policy"}
    assert all(versions.values())


def test_status_for_people_says_what_needs_a_hand(house: House) -> None:
    said = house.run("status").stdout
    for words in ("overdue tasks", "undelivered notices", "failing activities", "lost processes"):
        assert words in said


def test_web_page_of_temporal_answers(house: House) -> None:
    with urlopen(f"http://127.0.0.1:{house.ui_port}/", timeout=10) as page:
        assert page.status == 200


def test_singletons_run_and_nothing_is_wedged_or_lost(house: House) -> None:
    found = house.status()
    assert (found["wedged"], found["lost"], found["failing_activities"]) == ([], [], [])


def test_second_start_on_the_same_folder_is_refused(house: House) -> None:
    again = house.run("up")
    assert again.returncode == 5
    assert "another `servicecycle up` runs" in again.stderr
    assert house.run("up", "--detach").returncode == 5
    assert {part["state"] for part in house.status()["parts"]} == {"running"}


@pytest.mark.parametrize("name", PARTS)
def test_part_that_was_killed_is_started_again_and_the_log_says_so(house: House, name: str) -> None:
    pid = house.part(name)["pid"]
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: house.part(name)["pid"] not in {pid, None})
    eventually(lambda: house.part(name)["state"] == "running")
    log = (house.data / "logs" / "supervisor.log").read_text(encoding="utf-8")
    assert "ended with signal SIGKILL: starting it again" in log


def test_servers_of_a_company_serve_every_other_command(house: House) -> None:
    environment = theirs(house)
    found = house.status(env=environment)
    assert {part["state"] for part in found["parts"]} == {"running"}
    migrated = house.run("migrate", env=environment)
    assert migrated.returncode == 0, migrated.stderr
    assert "migrations: none needed" in migrated.stdout
    assert "search attributes: all known" in migrated.stdout


def test_nothing_is_started_beside_the_servers_of_a_company(house: House) -> None:
    refused = house.run("up", env=theirs(house))
    assert refused.returncode == 2
    assert "nothing to start" in refused.stderr


def test_one_address_without_the_other_names_the_missing_one(house: House) -> None:
    environment = theirs(house)
    del environment["SERVICECYCLE_DATABASE_URL"]
    refused = house.run("status", env=environment)
    assert refused.returncode == 2
    assert "SERVICECYCLE_DATABASE_URL" in refused.stderr


def test_worker_alone_takes_work_and_ends_in_order(house: House) -> None:
    with house.start("worker") as worker:
        assert worker.stdout is not None
        [*_, ready] = read_until(worker.stdout, "worker_ready")
        assert json.loads(ready)["event"] == "worker_ready"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0


def test_open_process_that_does_not_run_is_found_lost(house: House) -> None:
    url = Settings.resolve(house.data, environ={}).database_url("owner")
    ghost = """
        INSERT INTO process (workflow_id, kind, subject, stage, state, step, run_id,
                             policy_version, request_id, fingerprint, opened_at)
        SELECT 'service/ghost', 'ServiceLifecycle', 'service/ghost', 'operation', '{}', 1, 'gone',
               max(version), 'r-1', 'f', now() FROM policy
    """
    with psycopg.connect(plain(url)) as connection:
        connection.execute(ghost.encode())
    try:
        assert house.status()["lost"] == ["service/ghost"]
    finally:
        with psycopg.connect(plain(url)) as connection:
            connection.execute("DELETE FROM process WHERE workflow_id = 'service/ghost'")
