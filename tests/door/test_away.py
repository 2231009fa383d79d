"""Whatever server is away: exit code 6, the server by name, and nothing half done."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.door.test_words import COMMANDS, fits
from tests.door.words import right_words, typed
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from tests.door.world import World
    from tests.starters.company import Company, Said

pytestmark = pytest.mark.usefixtures("elsewhere")

NEEDS_NO_SERVER = frozenset({"columns", "completion", "policy check", "backup", "restore"})
LOOKS_AROUND = frozenset({"status"})
SENDS = frozenset(
    {
        "contact passive",
        "contract activate",
        "contract add",
        "contract edit",
        "contract renew",
        "contract resume",
        "contract suspend",
        "contract terminate",
        "decide",
        "policy adopt",
        "policy publish",
        "service change",
        "service import",
        "service propose",
        "service retire",
        "service withdraw",
        "task assign",
    }
)
COMPARES = frozenset({"verify", "resume", "service resume", "migrate"})
DATABASE = sorted(COMMANDS.keys() - NEEDS_NO_SERVER - LOOKS_AROUND - COMPARES)
READS = sorted(set(DATABASE) - SENDS)
NOTICED = 12.0


def elsewhere(company: Company, **changes: str) -> Company:
    return replace(company, environment={**company.environment, **changes})


def nowhere(user: str = "x") -> str:
    return f"postgresql://{user}:y@127.0.0.1:{free_port()}/z"


def said_by(world: World, path: str, company: Company) -> Said:
    command = COMMANDS[path]
    words = typed(path, command, right_words(world, path, command))
    said = company.run(*words)
    fits(said, words)
    return said


def said_it(said: Said) -> str:
    assert said.code == 6, said.out + said.err
    error = json.loads(said.err)["error"]
    assert error["code"] == "unreachable"
    message: str = error["message"]
    return message


@pytest.mark.parametrize("path", DATABASE)
def test_database_that_is_away_is_said_to_be(world: World, path: str) -> None:
    before = world.records()
    away = elsewhere(world.company, SERVICECYCLE_DATABASE_URL=nowhere())
    assert "database does not answer" in said_it(said_by(world, path, away))
    assert world.records() == before


@pytest.mark.parametrize("path", ["inbox", "decide", "people archive"])
def test_database_that_does_not_know_us_is_said_not_to_answer(world: World, path: str) -> None:
    right = str(world.company.environment["SERVICECYCLE_DATABASE_URL"])
    owner, _, place = right.partition("@")
    wrong = f"{owner.rpartition(':')[0]}:wrong@{place}"
    message = said_it(
        said_by(world, path, elsewhere(world.company, SERVICECYCLE_DATABASE_URL=wrong))
    )
    assert "password authentication failed" in message


def test_database_that_takes_the_call_and_is_silent_is_given_up(
    world: World, silent_port: int
) -> None:
    url = f"postgresql://x:y@127.0.0.1:{silent_port}/z"
    silent = elsewhere(world.company, SERVICECYCLE_DATABASE_URL=url)
    began = time.monotonic()
    assert "database does not answer" in said_it(said_by(world, "decide", silent))
    assert time.monotonic() - began < NOTICED


@pytest.mark.parametrize("path", READS)
def test_what_sends_nothing_needs_no_temporal(world: World, path: str) -> None:
    away = elsewhere(world.company, TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}")
    said = said_by(world, path, away)
    assert said.code in {0, 3, 5}, said.err


def test_temporal_that_takes_the_call_and_is_silent_is_given_up(
    world: World, silent_port: int
) -> None:
    before = world.records()
    silent = elsewhere(world.company, TEMPORAL_ADDRESS=f"127.0.0.1:{silent_port}")
    began = time.monotonic()
    message = said_it(said_by(world, "service propose", silent))
    assert "Temporal at 127.0.0.1" in message
    assert time.monotonic() - began < NOTICED
    assert world.records() == before


def test_status_tells_which_servers_are_away_and_which_are_not(world: World) -> None:
    temporal = f"127.0.0.1:{free_port()}"
    for changes, away in (
        ({"TEMPORAL_ADDRESS": temporal}, {"temporal"}),
        ({"SERVICECYCLE_DATABASE_URL": nowhere()}, {"postgres"}),
        (
            {"TEMPORAL_ADDRESS": temporal, "SERVICECYCLE_DATABASE_URL": nowhere()},
            {"temporal", "postgres"},
        ),
    ):
        parts = elsewhere(world.company, **changes).does("status")["parts"]
        assert {one["name"] for one in parts if one["state"] == "unreachable"} == away
