"""What an earlier supervisor left running when it was killed: found, and stopped before a start."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import psutil

from workers.embedded.record import POSTGRES, TEMPORAL, WORKER, ends_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.embedded.cluster import Cluster
    from workers.embedded.folder import DataFolder
    from workers.embedded.record import ProcessMark

_IN_ORDER = (WORKER, TEMPORAL, POSTGRES)
_PATIENCE_SECONDS = 10.0


class Leftover(NamedTuple):
    """A part without a supervisor."""

    name: str
    process: psutil.Process


def stop_leftovers(
    folder: DataFolder, cluster: Cluster, marks: dict[str, ProcessMark]
) -> list[Leftover]:
    """Stop every part of this folder that still runs though nobody watches it.

    Only for whoever holds the folder. A process is taken for a part when its id and start are those
    that were noted and its command names this folder.

    Args:
        folder: The data folder.
        cluster: Its PostgreSQL.
        marks: The processes of the parts, as `stack.json` noted them last.

    Returns:
        What was stopped: the worker first, PostgreSQL last.
    """
    found = list(_leftovers(folder, cluster, marks))
    for leftover in found:
        _stop(leftover)
    return found


def _leftovers(
    folder: DataFolder, cluster: Cluster, marks: dict[str, ProcessMark]
) -> Iterator[Leftover]:
    for name in _IN_ORDER:
        mark = marks.get(name)
        process = mark.process() if mark else None
        if process is not None and _belongs_to(folder, process):
            yield Leftover(name, process)
        elif name == POSTGRES and (server := cluster.server_left_running()) is not None:
            yield Leftover(name, server)


def _belongs_to(folder: DataFolder, process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return any(str(folder.root) in word for word in process.cmdline())
    return False


def _stop(leftover: Leftover) -> None:
    # PostgreSQL waits for its clients after SIGTERM and closes in order at once after SIGINT.
    gently = signal.SIGINT if leftover.name == POSTGRES else signal.SIGTERM
    with suppress(psutil.NoSuchProcess):
        leftover.process.send_signal(gently)
        if not ends_within(leftover.process, _PATIENCE_SECONDS):
            _kill(leftover.process)


def _kill(process: psutil.Process) -> None:
    """Kill it and all it started: PostgreSQL's own processes would keep its next start out."""
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            one.kill()
            ends_within(one, _PATIENCE_SECONDS)
