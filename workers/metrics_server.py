"""The one place where a worker can be looked at: its metrics, and whether it is well."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from enum import StrEnum
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from domain.errors import InvalidInputError, UnreachableError
from workers.watching import METRICS_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import CollectorRegistry

    from workers.watching import MetricsAddress

METRICS = "/metrics"
HEALTH = "/health"
_TEXT = "text/plain; charset=utf-8"
_PATIENCE_SECONDS = 3.0
_GLANCE_SECONDS = 0.1
_LONGEST_SILENCE_SECONDS = 20.0


class WorkerState(StrEnum):
    """What a worker is about."""

    STARTING = "starting"
    WORKING = "working"
    STOPPING = "stopping"
    STUCK = "stuck"


class Pulse:
    """Whether a worker takes work: what it said last, and how long ago it gave a sign of life.

    Args:
        seconds: A clock that only goes on.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._said = WorkerState.STARTING
        self._beaten = seconds()

    def say(self, state: WorkerState) -> None:
        """Say what the worker is about now."""
        self._said = state
        self.beat()

    def beat(self) -> None:
        """Give a sign of life; whoever works does so every few seconds."""
        self._beaten = self._seconds()

    @property
    def state(self) -> WorkerState:
        """What it is about; one that works and is silent for too long is stuck."""
        silent = self._seconds() - self._beaten > _LONGEST_SILENCE_SECONDS
        if silent and self._said is WorkerState.WORKING:
            return WorkerState.STUCK
        return self._said


@contextmanager
def serve(
    address: MetricsAddress, registry: CollectorRegistry, pulse: Pulse, *, sdk_port: int
) -> Iterator[None]:
    """Answer `/metrics` and `/health` from a thread of its own.

    Args:
        address: Where to listen.
        registry: What is told of the house.
        pulse: Whether the worker is well.
        sdk_port: The port on loopback on which Temporal's SDK tells its own metrics.

    Raises:
        InvalidInputError: when the address cannot be listened on.
    """
    answers: dict[str, Callable[[], tuple[HTTPStatus, str, bytes]]] = {
        METRICS: lambda: _metrics(registry, sdk_port),
        HEALTH: lambda: _health(pulse),
    }
    server = _listening(address, type("Handler", (_Handler,), {"answers": answers}))
    thread = threading.Thread(
        target=server.serve_forever, args=(_GLANCE_SECONDS,), name="metrics", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _listening(
    address: MetricsAddress, handler: type[BaseHTTPRequestHandler]
) -> ThreadingHTTPServer:
    family = AF_INET6 if ":" in address.host else AF_INET
    kind = type("Server", (ThreadingHTTPServer,), {"address_family": family})
    try:
        server: ThreadingHTTPServer = kind((address.host, address.port), handler)
    except OSError as refusal:
        raise InvalidInputError(
            f"{METRICS_ADDRESS}: nobody can listen on {address.host}:{address.port} "
            f"({refusal.strerror or refusal})",
            field=METRICS_ADDRESS,
        ) from refusal
    return server


class _Handler(BaseHTTPRequestHandler):
    """Answers, and keeps quiet in the log about who asked."""

    answers: dict[str, Callable[[], tuple[HTTPStatus, str, bytes]]]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        status, kind, body = self.answers.get(path, _unknown)()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        return


def _metrics(registry: CollectorRegistry, sdk_port: int) -> tuple[HTTPStatus, str, bytes]:
    """What is told of the house, and after it what the SDK tells of its work."""
    body = generate_latest(registry) + _of_the_sdk(sdk_port)
    return HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, body


def _of_the_sdk(port: int) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", METRICS)
        return connection.getresponse().read()
    except (OSError, HTTPException):
        # It is not there yet, or no more; the house is told of all the same.
        return b""
    finally:
        connection.close()


def _health(pulse: Pulse) -> tuple[HTTPStatus, str, bytes]:
    state = pulse.state
    well = state is WorkerState.WORKING
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return status, "application/json", json.dumps({"state": state}).encode()


def _unknown() -> tuple[HTTPStatus, str, bytes]:
    return HTTPStatus.NOT_FOUND, _TEXT, f"{METRICS} or {HEALTH}\n".encode()


def ask_health(address: MetricsAddress | None) -> WorkerState:
    """Ask the worker on this machine whether it is well.

    Returns:
        That it works.

    Raises:
        InvalidInputError: when it was not told to answer.
        UnreachableError: when it does not answer, or does not work.
    """
    if address is None:
        raise InvalidInputError(
            f"set {METRICS_ADDRESS} for the worker and for whoever asks after it",
            field=METRICS_ADDRESS,
        )
    connection = HTTPConnection(address.from_here, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", HEALTH)
        state = WorkerState(json.loads(connection.getresponse().read())["state"])
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as silence:
        message = f"no worker answers on {address.from_here}: {silence}"
        raise UnreachableError(message) from silence
    finally:
        connection.close()
    if state is not WorkerState.WORKING:
        message = f"the worker on {address.from_here} is {state}"
        raise UnreachableError(message)
    return state
