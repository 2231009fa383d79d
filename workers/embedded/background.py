"""Runs the stack in the background, and tells the terminal that started it what happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.errors import BY_CODE, ServicecycleError, UnreachableError
from workers.embedded.ports import PortWishes
from workers.embedded.running import refuse_external, run_stack
from workers.leaving import leave, run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULE = "workers.embedded.background"
_LOG = "supervisor"


def run_detached(settings: Settings, wishes: PortWishes, *, say: Callable[[str], None]) -> str:
    """Start the stack in the background and wait until it serves.

    Args:
        settings: Where the data folder is.
        wishes: The ports that were asked for.
        say: Takes each line of what happens until then.

    Returns:
        The address of the web UI.

    Raises:
        ServicecycleError: when the stack did not start, with the cause it gave.
    """
    refuse_external(settings)
    settings.folder.make()
    reading, writing = os.pipe()
    arguments = [str(writing), str(settings.data), wishes.model_dump_json()]
    with settings.folder.log_of(_LOG).open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[writing],
            start_new_session=True,
        )
    os.close(writing)
    try:
        return _follow(reading, say, log=settings.folder.log_of(_LOG))
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise


def _follow(reading: int, say: Callable[[str], None], *, log: Path) -> str:
    with os.fdopen(reading, encoding="utf-8") as messages:
        for message in map(json.loads, messages):
            match message:
                case {"line": str(line)}:
                    say(line)
                case {"ready": str(ui)}:
                    return ui
                case {"error": {"code": str(code), "message": str(text), "field": field}}:
                    raise BY_CODE.get(code, ServicecycleError)(text, field=field)
                case _:
                    raise TypeError(message)
    raise UnreachableError(f"the stack ended while it started: see {log}")


class _Messages:
    """What the background tells the terminal that started it, as long as that listens."""

    def __init__(self, writing: int) -> None:
        self._pipe = os.fdopen(writing, "w", encoding="utf-8")

    def line(self, text: str) -> None:
        self._log(text)
        self._send({"line": text})

    def ready(self, ui: str) -> None:
        self._send({"ready": ui})
        self._pipe.close()

    def error(self, error: ServicecycleError) -> None:
        self._log(f"{error.code}: {error.message}")
        told = {"code": error.code, "message": error.message, "field": error.field}
        self._send({"error": told})

    def _log(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def _send(self, message: dict[str, Any]) -> None:
        if self._pipe.closed:
            return
        try:
            self._pipe.write(json.dumps(message) + "\n")
            self._pipe.flush()
        except BrokenPipeError:
            # The terminal was closed meanwhile; the log has every line.
            return


def main(arguments: list[str]) -> int:
    """Be the background: run the stack and tell the terminal until it serves."""
    writing, data, asked = arguments
    messages = _Messages(int(writing))
    try:
        settings = Settings.resolve(Path(data))
        wishes = PortWishes.model_validate_json(asked)
        run_settled(run_stack(settings, wishes, say=messages.line, ready=messages.ready))
    except ServicecycleError as error:
        messages.error(error)
        return error.exit_code
    return 0


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
