"""The one folder under which everything of the embedded stack lies, and who may use it now."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from domain.errors import ConflictError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MEGABYTE = 1024 * 1024
_SPACE_FOR_A_NEW_STACK = 200 * _MEGABYTE
_SPACE_TO_GO_ON = 30 * _MEGABYTE
_PATIENCE_WITH_A_GLANCE = 1.0
_REFUSALS_OF_THE_DISK = frozenset(
    {
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO),
        *(errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EINVAL, errno.ENOENT),
    }
)
# A command that failed before the first start may have left its log.
_OURS = frozenset({"logs", "mail"})
_LOG_SIZE_TO_TURN = 10 * _MEGABYTE


class DataFolder:
    """A data folder: where each part keeps its files, and the lock of whoever runs it.

    Args:
        root: The folder; it is made with mode 0700, its parents are left as they are.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.lock_file = self.root / "stack.lock"
        self.stack_file = self.root / "stack.json"
        self.ports_file = self.root / "ports.json"
        self.credentials_file = self.root / "credentials.json"
        self.postgres = self.root / "postgres"
        self.temporal = self.root / "temporal"
        self.logs = self.root / "logs"
        self.mail = self.root / "mail"

    @property
    def is_new(self) -> bool:
        """Whether no stack has ever been started in it."""
        return not self.lock_file.exists()

    def make(self) -> None:
        """Make the folder, closed to everybody else, or take an existing one.

        Raises:
            InvalidInputError: when it cannot be written, holds something else, or the disk is full.
        """
        with self.writing():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.is_new and not {entry.name for entry in self.root.iterdir()} <= _OURS:
                raise InvalidInputError(
                    f"{self.root} is not empty and holds no stack of servicecycle; "
                    "name another folder with --data",
                    field="data",
                )
            self._check_space()
            self.root.chmod(0o700)
            self.lock_file.touch()
            for inner in (self.logs, self.temporal, self.mail):
                inner.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say of a refusal of the disk which folder it was about.

        Raises:
            InvalidInputError: when the disk is full or the folder cannot be written.
        """
        try:
            yield
        except OSError as refusal:
            if refusal.errno not in _REFUSALS_OF_THE_DISK:
                raise
            raise InvalidInputError(
                f"the data folder {self.root} cannot be used: {refusal.strerror}", field="data"
            ) from refusal

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for one supervisor; the kernel lets go of it when that process ends.

        Raises:
            ConflictError: when another `servicecycle up` runs on it.
        """
        lock = FileLock(self.lock_file, timeout=_PATIENCE_WITH_A_GLANCE)
        try:
            lock.acquire()
        except Timeout as held_elsewhere:
            raise ConflictError(
                f"another `servicecycle up` runs on {self.root}; stop it with `servicecycle down`",
                field="data",
            ) from held_elsewhere
        try:
            yield
        finally:
            lock.release()

    @property
    def is_held(self) -> bool:
        """Whether a supervisor runs on this folder at this moment."""
        if self.is_new:
            return False
        lock = FileLock(self.lock_file, blocking=False)
        try:
            lock.acquire()
        except Timeout:
            return True
        lock.release()
        return False

    def log_of(self, part: str) -> Path:
        """The log of a part."""
        return self.logs / f"{part}.log"

    def turn_logs(self) -> None:
        """Put aside what stands in logs that have grown large; one such copy of each is kept.

        The parts go on writing to the end of the same, now empty file.
        """
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > _LOG_SIZE_TO_TURN:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)

    def _check_space(self) -> None:
        needed = _SPACE_FOR_A_NEW_STACK if self.is_new else _SPACE_TO_GO_ON
        free = shutil.disk_usage(self.root).free
        if free < needed:
            raise InvalidInputError(
                f"the disk of {self.root} is full: {free // _MEGABYTE} MB are free "
                f"and {needed // _MEGABYTE} MB are needed",
                field="data",
            )
