from __future__ import annotations

import json
import socket
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.parser import text_string_to_metric_families

from domain.errors import InvalidInputError, UnreachableError
from workers.embedded.ports import free_port
from workers.metrics_server import Pulse, WorkerState, ask_health, serve
from workers.watching import MetricsAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 1


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def pulse(seconds: Seconds) -> Pulse:
    return Pulse(seconds)


@pytest.fixture
def address(pulse: Pulse) -> Iterator[MetricsAddress]:
    """One that answers for a worker."""
    one = MetricsAddress("127.0.0.1", free_port())
    registry = CollectorRegistry()
    Gauge("servicecycle_ships", "How many.", registry=registry).set(3)
    with serve(one, registry, pulse, sdk_port=NOBODY):
        yield one


def get(address: MetricsAddress, path: str) -> tuple[int, str]:
    connection = HTTPConnection(address.from_here, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    said = answer.status, answer.read().decode()
    connection.close()
    return said


def test_metrics_are_told_also_while_the_sdk_tells_none(address: MetricsAddress) -> None:
    status, text = get(address, "/metrics?x=1")
    assert status == 200
    assert [one.name for one in text_string_to_metric_families(text)] == ["servicecycle_ships"]


def test_metrics_of_the_sdk_come_after_those_of_the_house(pulse: Pulse) -> None:
    sdk = MetricsAddress("127.0.0.1", free_port())
    registry = CollectorRegistry()
    Gauge("temporal_slots", "How many.", registry=registry).set(1)
    both = MetricsAddress("127.0.0.1", free_port())
    with (
        serve(sdk, registry, pulse, sdk_port=NOBODY),
        serve(both, CollectorRegistry(), pulse, sdk_port=sdk.port),
    ):
        assert "temporal_slots 1.0" in get(both, "/metrics")[1]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (WorkerState.STARTING, 503),
        (WorkerState.WORKING, 200),
        (WorkerState.STOPPING, 503),
    ],
)
def test_only_a_worker_that_takes_work_is_well(
    state: WorkerState, status: int, address: MetricsAddress, pulse: Pulse
) -> None:
    pulse.say(state)
    answered, body = get(address, "/health")
    assert (answered, json.loads(body)) == (status, {"state": state})


def test_a_worker_that_gives_no_sign_of_life_is_stuck_until_it_gives_one(
    pulse: Pulse, seconds: Seconds
) -> None:
    pulse.say(WorkerState.WORKING)
    seen = []
    for seconds.now in (20, 20.1):
        seen.append(pulse.state)
    pulse.beat()
    assert [*seen, pulse.state] == [WorkerState.WORKING, WorkerState.STUCK, WorkerState.WORKING]


def test_a_worker_that_stops_is_not_taken_for_stuck(pulse: Pulse, seconds: Seconds) -> None:
    pulse.say(WorkerState.STOPPING)
    seconds.now = 60
    assert pulse.state is WorkerState.STOPPING


def test_any_other_page_says_which_there_are(address: MetricsAddress) -> None:
    assert get(address, "/") == (404, "/metrics or /health\n")


def test_whoever_asks_hears_that_it_works_or_why_not(address: MetricsAddress, pulse: Pulse) -> None:
    with pytest.raises(UnreachableError, match="is starting"):
        ask_health(address)
    pulse.say(WorkerState.WORKING)
    assert ask_health(address) is WorkerState.WORKING


def test_nobody_who_answers_is_not_well() -> None:
    with pytest.raises(UnreachableError, match="no worker answers on 127"):
        ask_health(MetricsAddress("127.0.0.1", free_port()))


@pytest.mark.parametrize("answer", [b"{}", b"[]", b"hello", b'{"state": "asleep"}'])
def test_something_else_on_the_port_is_no_worker(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def once() -> None:
            caller, _ = listener.accept()
            caller.recv(1024)
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer)
            caller.sendall(head + answer)
            caller.close()

        thread = Thread(target=once)
        thread.start()
        with pytest.raises(UnreachableError, match="no worker answers"):
            ask_health(MetricsAddress("127.0.0.1", listener.getsockname()[1]))
        thread.join()


def test_whoever_asks_without_an_address_is_told_which_setting_names_it() -> None:
    with pytest.raises(InvalidInputError, match="set SERVICECYCLE_METRICS_ADDRESS") as refused:
        ask_health(None)
    assert refused.value.field == "SERVICECYCLE_METRICS_ADDRESS"


def test_an_address_that_is_taken_is_refused_by_the_name_of_its_setting(
    address: MetricsAddress, pulse: Pulse
) -> None:
    with (
        pytest.raises(InvalidInputError, match="nobody can listen on 127") as refused,
        serve(address, CollectorRegistry(), pulse, sdk_port=NOBODY),
    ):
        pass
    assert refused.value.field == "SERVICECYCLE_METRICS_ADDRESS"


def test_the_address_is_free_again_afterwards(pulse: Pulse) -> None:
    one = MetricsAddress("::1", free_port())
    for _ in range(2):
        with serve(one, CollectorRegistry(), pulse, sdk_port=NOBODY):
            assert get(one, "/health")[0] == 503
