"""Which ports the stack listens on: chosen once, remembered in the folder, never taken silently."""

from __future__ import annotations

import errno
import os
import secrets
import socket
from collections import deque
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOPBACK = "127.0.0.1"
_USUAL_PORT = 7233
_USUAL_UI_PORT = 8233
_NEIGHBOURS = 100
_FIRST_QUIET_PORT = 10_000
_QUIET_PORTS = 20_000
_PROBE_SECONDS = 0.2
_KEPT_PORTS = 64
_kept: deque[int] = deque()
"""Sockets that keep the ports of `free_port` for whoever was told them; they listen to nothing."""


class Ports(BaseModel):
    """The ports of one stack on 127.0.0.1."""

    model_config = ConfigDict(frozen=True)

    temporal: int
    ui: int
    postgres: int

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The ports of an earlier start; None when there was none."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def write(self, path: Path) -> None:
        """Remember them for the next start."""
        path.write_text(self.model_dump_json(indent=2), encoding="utf-8")


class PortWishes(BaseModel):
    """The ports that a person asked for.

    Args:
        port: Of Temporal; None for the remembered or usual one.
        ui_port: Of its web UI; None for the remembered or usual one.
    """

    model_config = ConfigDict(frozen=True)

    port: int | None = None
    ui_port: int | None = None


def choose_ports(path: Path, wishes: PortWishes, *, say: Callable[[str], None]) -> Ports:
    """The ports of this start: what was asked for, else as the last time, else usual or free ones.

    Args:
        path: The file that remembers them.
        wishes: What was asked for.
        say: Tells a person when another port than the usual one was chosen.

    Raises:
        InvalidInputError: when a port that was asked for or remembered is taken.
    """
    earlier = Ports.read(path)
    temporal = _choose("port", wishes.port, earlier.temporal if earlier else None, _USUAL_PORT, say)
    ui = _choose("ui-port", wishes.ui_port, earlier.ui if earlier else None, _USUAL_UI_PORT, say)
    if temporal == ui:
        raise InvalidInputError("--port and --ui-port must differ", field="ui-port")
    postgres = _inner_port(earlier.postgres if earlier else None, (temporal, ui))
    chosen = Ports(temporal=temporal, ui=ui, postgres=postgres)
    chosen.write(path)
    return chosen


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of 127.0.0.1 and we may.

    Raises:
        InvalidInputError: when this account may not open the port at all.
    """
    with socket.socket() as caller:
        caller.settimeout(_PROBE_SECONDS)
        if caller.connect_ex((LOOPBACK, port)) == 0:
            return False
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except PermissionError as refusal:
            raise InvalidInputError(f"this account may not open port {port}") from refusal
        except OSError as refusal:
            if refusal.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment.

    It lies below those that the kernel gives away by itself: from there any program's next call
    might take it between two starts. And it is kept: until the server it is meant for listens on
    it, nobody else is given the same, neither by this process nor by another.
    """
    while True:
        port = _FIRST_QUIET_PORT + secrets.randbelow(_QUIET_PORTS)
        if is_free(port) and _keep(port):
            return port


def _keep(port: int) -> bool:
    """Bind a port for a while; a server that reuses addresses, as all of ours do, may listen there.

    Returns:
        False when another process keeps it.
    """
    with socket.socket() as keeper:
        try:
            # Without the option a kept port of anybody is refused; with it a server gets past us.
            keeper.bind((LOOPBACK, port))
        except OSError:
            return False
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _kept.append(keeper.detach())
    if len(_kept) > _KEPT_PORTS:
        os.close(_kept.popleft())
    return True


def _choose(
    option: str, asked: int | None, earlier: int | None, usual: int, say: Callable[[str], None]
) -> int:
    wanted = asked or earlier
    if wanted is not None:
        if is_free(wanted):
            return wanted
        origin = "" if asked else ", which this data folder has used so far,"
        raise InvalidInputError(
            f"port {wanted}{origin} is taken by another program; "
            f"stop that program or name another port with --{option}",
            field=option,
        )
    if is_free(usual):
        return usual
    instead = next(filter(is_free, range(usual + 1, usual + _NEIGHBOURS)), None) or free_port()
    say(f"port {usual} is taken by another program: using {instead} (--{option} names another)")
    return instead


def _inner_port(earlier: int | None, besides: tuple[int, ...]) -> int:
    """PostgreSQL's port is told to nobody, so another one does as well."""
    if earlier is not None and earlier not in besides and is_free(earlier):
        return earlier
    return next(port for port in iter(free_port, None) if port not in besides)
