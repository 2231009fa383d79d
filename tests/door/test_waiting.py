"""What sends something answers in time or says that it does not know; a repeat does nothing twice.

A person waits ten seconds; here he waits two, so that the tests need not.
"""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from domain.errors import ServicecycleError
from domain.policy import Command
from domain.service import ServiceFile
from starters.assigning import assign
from starters.deciding import Given, decide
from starters.demanding import demand
from starters.desk import Desk
from starters.proposing import propose_service
from starters.publishing import publish_policy
from tests.starters.company import REASON, eventually, service_file
from tests.support.stack import COMMAND, clean_environment
from workers.leaving import run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from tests.door.world import World
    from tests.starters.company import Company

PATIENCE = 2.0
# A database that freezes is noticed after five seconds, and a machine may be busy.
IN_TIME = 10.0
SENT_UNKNOWN, NOT_SENT, DONE = 7, 6, 0
TOLD = {
    "voted": "vote_cast",
    "proposed": "service_proposed",
    "assigned": "task_assigned",
    "retired": "retirement_requested",
    "adopted": "policy_adopted",
}


@dataclass
class Sending:
    """Everything that sends something, each to a service of its own."""

    company: Company
    name: str
    policy: bytes

    def prepare(self) -> None:
        self.company.propose(self.called("voted"))
        self.company.propose(self.called("assigned"))
        self.company.offer(self.called("assigned"))
        self.company.propose(self.called("withdrawn"))
        for what in ("retired", "adopted"):
            self.company.in_operation(self.called(what))

    def called(self, what: str) -> str:
        return f"{what}-{self.name}"

    def requests(self) -> dict[str, Callable[[Desk], Coroutine[None, None, Any]]]:
        file = ServiceFile.model_validate(service_file(self.called("proposed")))
        given = Given(outcome="offer", reason=REASON, request_id=self.called("voted"))
        costs = f"service/{self.called('assigned')}/costs/1"
        return {
            "voted": lambda desk: decide(
                desk, "ayse", f"service/{self.called('voted')}/committee/1", given
            ),
            "proposed": lambda desk: propose_service(
                desk, "owner", file, request_id=self.called("proposed")
            ),
            "assigned": lambda desk: assign(
                desk, "delivery", costs, to="delivery", request_id=self.called("assigned")
            ),
            "retired": self.demanded("retired", "owner", Command.SERVICE_RETIRE),
            "withdrawn": self.demanded("withdrawn", "owner", Command.SERVICE_WITHDRAW),
            "adopted": self.demanded("adopted", "process", Command.POLICY_ADOPT),
            "published": lambda desk: publish_policy(
                desk, "admin", self.policy, request_id=self.called("published")
            ),
        }

    def demanded(
        self, what: str, person: str, command: Command
    ) -> Callable[[Desk], Coroutine[None, None, Any]]:
        name = self.called(what)
        return lambda desk: demand(desk, person, command, name, REASON, request_id=name)

    def send(self) -> set[int]:
        """Send it all at once; with which exit codes it ended, each in its time."""
        requests = self.requests().values()
        began = time.monotonic()
        with ThreadPoolExecutor(len(requests)) as people:
            ended = list(people.map(self._ended, requests))
        assert time.monotonic() - began < IN_TIME
        for error in ended:
            if error is not None and error.exit_code == SENT_UNKNOWN:
                assert "repeat it with --request-id" in error.message
                assert self.name in error.message
        return {DONE if error is None else error.exit_code for error in ended}

    def _ended(
        self, request: Callable[[Desk], Coroutine[None, None, Any]]
    ) -> ServicecycleError | None:
        kept = {one: value for one, value in self.company.environment.items() if value is not None}
        with Desk(Settings.resolve(environ=kept), patience=PATIENCE) as desk:
            try:
                run_settled(request(desk))
            except ServicecycleError as error:
                return error
        return None

    def happened(self) -> dict[str, int]:
        """How often what was asked for stands in the record."""
        return {what: self._events(what).count(kind) for what, kind in TOLD.items()}

    def _events(self, what: str) -> list[str]:
        said = self.company.run("service", "history", self.called(what), "--limit", "99", "--json")
        return [one["kind"] for one in said.json] if said.code == 0 else []


NEVER, ONCE = dict.fromkeys(TOLD, 0), dict.fromkeys(TOLD, 1)


@contextmanager
def frozen(*processes: psutil.Process) -> Iterator[None]:
    """A connection of PostgreSQL may end at any moment, and is let go."""
    for one in processes:
        with suppress(psutil.NoSuchProcess):
            one.suspend()
    try:
        yield
    finally:
        for one in processes:
            with suppress(psutil.NoSuchProcess):
                one.resume()


def started_by_us(with_port: str) -> psutil.Process:
    below = psutil.Process().children()
    (found,) = [one for one in below if with_port in one.cmdline()]
    return found


def temporal_of(company: Company) -> psutil.Process:
    return started_by_us(company.servers.address.rpartition(":")[2])


def postgres_of(company: Company) -> psutil.Process:
    return started_by_us(str(company.database.port))


@pytest.fixture
def sending(world: World, request: pytest.FixtureRequest) -> Sending:
    name = str(request.node.name).split("_")[1]
    policy = Path(world.policy).read_bytes() + f"# {name}\n".encode()
    one = Sending(world.company, name, policy)
    one.prepare()
    return one


def test_worker_that_stands_still_leaves_it_open_and_the_repeat_settles_it(
    sending: Sending,
) -> None:
    with sending.company.servers.without_worker():
        assert sending.send() == {SENT_UNKNOWN}
        assert sending.happened() == NEVER
    eventually(lambda: sending.happened() == ONCE)
    assert sending.send() == {DONE}
    assert sending.happened() == ONCE


def test_database_that_freezes_below_the_worker_leaves_it_open_and_the_repeat_settles_it(
    sending: Sending,
) -> None:
    """The connections that stand are frozen; new ones, which the commands make, are served."""
    with frozen(*postgres_of(sending.company).children()):
        codes = sending.send()
    # A worker makes new connections beside the frozen ones, by which some of it is done.
    assert SENT_UNKNOWN in codes <= {SENT_UNKNOWN, DONE}
    eventually(lambda: sending.happened() == ONCE)
    assert sending.send() == {DONE}
    assert sending.happened() == ONCE


@pytest.mark.parametrize("server", [temporal_of, postgres_of])
def test_server_that_freezes_altogether_is_unreachable_and_nothing_was_sent(
    world: World, sending: Sending, server: Callable[[Company], psutil.Process]
) -> None:
    before = world.records()
    with frozen(server(sending.company)):
        assert sending.send() == {NOT_SENT}
    assert world.records() == before
    assert sending.send() == {DONE}
    assert sending.happened() == ONCE


def test_person_at_a_terminal_has_his_answer_in_ten_seconds(world: World) -> None:
    company = world.company
    company.propose("at-a-terminal")
    kept = {one: value for one, value in company.environment.items() if value is not None}
    words = company.deciding("at-a-terminal/committee/1", "offer", by="ayse")

    def typed(*command: str) -> tuple[subprocess.CompletedProcess[str], float]:
        began = time.monotonic()
        done = subprocess.run(
            [COMMAND, *command],
            env=clean_environment(**kept),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done, time.monotonic() - began

    _, usual = typed("task", "show", "service/at-a-terminal/committee/1")
    with company.servers.without_worker():
        done, took = typed(*words)
    assert done.returncode == SENT_UNKNOWN, done.stderr
    assert "repeat it with --request-id" in done.stderr
    # What a busy machine takes to start a program is not what he waits for.
    assert took - usual < 10
    again, _ = typed(*words)
    assert again.returncode == DONE, again.stderr
