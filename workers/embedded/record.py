"""What `stack.json` says: which parts run, under which process ids and at which addresses."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from pathlib import Path

TEMPORAL = "temporal"
POSTGRES = "postgres"
WORKER = "worker"

_SAME_START_SECONDS = 2.0
_GLANCE_SECONDS = 0.02


class PartState(StrEnum):
    """How a part of the stack is."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"


class ProcessMark(BaseModel):
    """Which operating-system process: its id, and when it began, for ids are used again.

    Args:
        pid: Its id.
        since_boot: Its beginning in seconds since the machine's, which no change of clock moves.
    """

    model_config = ConfigDict(frozen=True)

    pid: int
    since_boot: float

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """Mark a process; None when it is already gone."""
        try:
            return cls(pid=pid, since_boot=_since_boot(psutil.Process(pid)))
        except psutil.NoSuchProcess:
            return None

    def process(self) -> psutil.Process | None:
        """The process while it lives; None when it ended or its id belongs to another by now."""
        try:
            found = psutil.Process(self.pid)
            same = abs(_since_boot(found) - self.since_boot) <= _SAME_START_SECONDS
            return found if same and is_alive(found) else None
        except psutil.NoSuchProcess:
            return None


class Part(BaseModel):
    """One part as it stands; these names are the contract of `status --json`."""

    model_config = ConfigDict(frozen=True)

    name: str
    pid: int | None = None
    state: PartState = PartState.STOPPED
    address: str | None = None


class StackRecord(BaseModel):
    """The parts of one stack and the processes behind them, as its supervisor wrote them last."""

    model_config = ConfigDict(extra="ignore")

    supervisor: ProcessMark | None = None
    ready: bool = False
    ui: str | None = None
    parts: dict[str, Part] = {}
    marks: dict[str, ProcessMark] = {}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read it back; a missing or broken file is a stack that has never run."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return cls()

    def write(self, path: Path) -> None:
        """Replace the file in one step, so that a reader never sees half of it."""
        fresh = path.with_suffix(".json.new")
        fresh.write_text(self.model_dump_json(indent=2), encoding="utf-8")
        fresh.replace(path)

    def note(self, name: str, state: PartState, *, pid: int | None, address: str | None) -> None:
        """Note how a part stands and which process it is."""
        self.parts[name] = Part(name=name, pid=pid, state=state, address=address)
        mark = None if pid is None else ProcessMark.of(pid)
        if mark is None:
            self.marks.pop(name, None)
        else:
            self.marks[name] = mark

    def address(self, name: str) -> str | None:
        """Where a part is reached; None when it has not been started."""
        part = self.parts.get(name)
        return None if part is None else part.address


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still does anything; one that only waits to be buried does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends_within(process: psutil.Process, seconds: float) -> bool:
    """Wait for the end of a process that is not our child.

    Its parent may never bury it, as in a container without an init, so its grave is not waited for.

    Returns:
        Whether it ended in that time.
    """
    deadline = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_GLANCE_SECONDS)
    return True


def _since_boot(process: psutil.Process) -> float:
    return process.create_time() - psutil.boot_time()
