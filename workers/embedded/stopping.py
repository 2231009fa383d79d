"""Stops the stack of a data folder from outside: its supervisor, or what one left behind."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from domain.errors import NotAllowedError, UnreachableError
from workers.embedded.leftovers import stop_leftovers
from workers.embedded.record import StackRecord, ends_within
from workers.embedded.report import Report
from workers.embedded.stack import cluster_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.settings import Settings

# A worker may take 45 seconds to end what it has begun, and the servers a few more.
_PATIENCE_SECONDS = 180.0


def stop_stack(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Stop the stack and wait until it is down; where nothing runs, say so.

    Raises:
        NotAllowedError: when it belongs to another account.
        UnreachableError: when it does not end, or its supervisor cannot be seen from here.
    """
    folder = settings.folder
    if folder.is_held:
        _stop_supervisor(settings, say)
        return
    if not folder.is_new:
        with folder.held():
            marks = StackRecord.read(folder.stack_file).marks
            for leftover in stop_leftovers(folder, cluster_of(folder), marks):
                say(f"{leftover.name} had no supervisor any more: stopped")
    say(f"nothing runs on {folder.root}")


def _stop_supervisor(settings: Settings, say: Callable[[str], None]) -> None:
    mark = StackRecord.read(settings.folder.stack_file).supervisor
    process = mark.process() if mark else None
    if process is None:
        raise UnreachableError(
            f"the stack on {settings.data} is run by a process that cannot be seen from here"
        )
    with Report(say).step() as done:
        try:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGTERM)
        except psutil.AccessDenied as refusal:
            raise NotAllowedError(
                f"the stack on {settings.data} was started by another account"
            ) from refusal
        if not ends_within(process, _PATIENCE_SECONDS):
            raise UnreachableError(f"the stack (process {process.pid}) does not end")
        done(f"the stack on {settings.data} is down")
