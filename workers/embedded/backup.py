"""Back up the embedded stack into a folder, running or not, and restore it from there (R43, 8.7.2).

Temporal is copied first and PostgreSQL after it. So PostgreSQL, which is the truth, is never the
older of the two, and what runs is brought in line with it by `servicecycle resume --all`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ValidationError
from tenacity import RetryError, retry, retry_if_result, stop_after_delay, wait_fixed

from domain.errors import ConflictError, InvalidInputError, UnreachableError
from workers.embedded.cluster import tool_of_postgres
from workers.embedded.credentials import DATABASE, role_name
from workers.embedded.launching import clean_environment
from workers.embedded.leftovers import stop_leftovers
from workers.embedded.ports import LOOPBACK, free_port
from workers.embedded.record import POSTGRES, StackRecord
from workers.embedded.stack import cluster_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from workers.embedded.cluster import Cluster
    from workers.embedded.folder import DataFolder
    from workers.settings import Settings

_POSTGRES_FILE = "postgres.dump"
_TEMPORAL_FILE = "temporal.db"
_MANIFEST = "backup.json"
_GLANCE_SECONDS = 0.05
_PATIENCE_SECONDS = 60.0


class Manifest(BaseModel):
    """What a backup is: made by which release, when, and the digests of its files."""

    kind: Literal["servicecycle backup"] = "servicecycle backup"
    release: str
    taken_at: datetime
    files: dict[str, str]


def back_up(settings: Settings, target: Path, *, say: Callable[[str], None]) -> Manifest:
    """Copy both stores into a new folder; the house may go on working meanwhile.

    The folder is complete once its `backup.json` is there.

    Raises:
        InvalidInputError: a company's own servers are used, nothing was ever started on the data
            folder, or the target is not empty.
        UnreachableError: PostgreSQL does not answer, or a tool of it fails.
    """
    folder = _folder_of(settings)
    if not folder.credentials_file.exists():
        message = f"{folder.root} holds nothing yet to back up"
        raise InvalidInputError(message, field="data")
    with _made(target):
        if (folder.temporal / _TEMPORAL_FILE).exists():
            _copy_database(folder.temporal / _TEMPORAL_FILE, target / _TEMPORAL_FILE)
            say(f"Temporal    {target / _TEMPORAL_FILE}")
        with _postgres_of(folder) as port:
            options = ("--format=custom", f"--file={target / _POSTGRES_FILE}")
            _tool(folder, port, "pg_dump", *options)
            (target / _POSTGRES_FILE).chmod(0o600)
        say(f"PostgreSQL  {target / _POSTGRES_FILE}")
        files = {one.name: _digest(one) for one in sorted(target.iterdir())}
        made = Manifest(release=version("servicecycle"), taken_at=datetime.now(UTC), files=files)
        (target / _MANIFEST).write_text(made.model_dump_json(indent=2), encoding="utf-8")
    return made


def restore(
    settings: Settings, source: Path, *, replaces: bool, say: Callable[[str], None]
) -> Manifest:
    """Make the stores of the data folder those of a backup; the house has to be down.

    Args:
        replaces: Whether stores that are there are put aside, into a folder beside them.

    Raises:
        InvalidInputError: the source is no whole backup.
        ConflictError: the stack runs, or there are stores already.
        UnreachableError: a tool of PostgreSQL fails.
    """
    folder = _folder_of(settings)
    found = _whole(source)
    folder.make()
    with folder.held():
        cluster = cluster_of(folder)
        stop_leftovers(folder, cluster, StackRecord.read(folder.stack_file).marks)
        _put_aside(folder, replaces=replaces, say=say)
        cluster.prepare()
        with _served(cluster) as port:
            options = ("--exit-on-error", "--single-transaction", f"--dbname={DATABASE}")
            _tool(folder, port, "pg_restore", *options, str(source / _POSTGRES_FILE))
        say(f"PostgreSQL  as of {found.taken_at:%Y-%m-%d %H:%M} UTC")
        if _TEMPORAL_FILE in found.files:
            _copy_database(source / _TEMPORAL_FILE, folder.temporal / _TEMPORAL_FILE)
            (folder.temporal / "temporal.made").touch()
            say(f"Temporal    as of {found.taken_at:%Y-%m-%d %H:%M} UTC")
    return found


def _folder_of(settings: Settings) -> DataFolder:
    if settings.is_external:
        message = (
            "your own Temporal and PostgreSQL are named; back them up with their own tools, "
            "see docs/backup-and-restore.md"
        )
        raise InvalidInputError(message)
    return settings.folder


@contextmanager
def _made(target: Path) -> Iterator[None]:
    """Make the folder of a backup; what is half made is removed again."""
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(target.iterdir()):
            message = f"folder: {target} is not empty; a backup gets a folder of its own"
            raise InvalidInputError(message, field="folder")
    except OSError as refusal:
        message = f"folder: {target} cannot be used: {refusal.strerror}"
        raise InvalidInputError(message, field="folder") from refusal
    try:
        yield
    except BaseException:
        for one in target.iterdir():
            one.unlink()
        raise


def _whole(source: Path) -> Manifest:
    try:
        found = Manifest.model_validate(json.loads((source / _MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, ValidationError):
        message = f"folder: {source} is no backup of `servicecycle backup`"
        raise InvalidInputError(message, field="folder") from None
    for name, digest in found.files.items():
        if not (source / name).is_file() or _digest(source / name) != digest:
            message = f"folder: {source / name} is not what was backed up"
            raise InvalidInputError(message, field="folder")
    return found


def _put_aside(folder: DataFolder, *, replaces: bool, say: Callable[[str], None]) -> None:
    stores = [folder.postgres, folder.postgres.with_suffix(".made"), folder.credentials_file]
    stores += list(folder.temporal.iterdir())
    there = [one for one in stores if one.exists()]
    if not there:
        return
    if not replaces:
        message = (
            f"{folder.root} has stores already; --replace puts them aside, or name another folder "
            "with --data"
        )
        raise ConflictError(message, field="data")
    aside = folder.root / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside.mkdir(mode=0o700)
    for one in there:
        shutil.move(one, aside / one.name)
    say(f"put aside   {aside}")


def _copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite database as of one moment, also while a server writes to it."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
    target.chmod(0o600)


@contextmanager
def _postgres_of(folder: DataFolder) -> Iterator[int]:
    """The port of the folder's PostgreSQL, which is started for so long where nothing runs."""
    if folder.is_held:
        address = StackRecord.read(folder.stack_file).address(POSTGRES)
        if address is None:
            message = f"the stack on {folder.root} is only starting; try again in a moment"
            raise UnreachableError(message)
        yield int(address.rpartition(":")[2])
        return
    with folder.held():
        cluster = cluster_of(folder)
        stop_leftovers(folder, cluster, StackRecord.read(folder.stack_file).marks)
        with _served(cluster) as port:
            yield port


@contextmanager
def _served(cluster: Cluster) -> Iterator[int]:
    """Serve a cluster for a moment, to nobody but ourselves."""
    port = free_port()
    cluster.server_left_running()
    with cluster.log.open("ab") as log:
        server = subprocess.Popen(
            cluster.server_command(port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=clean_environment(),
            start_new_session=True,
        )
    try:
        _wait_until_serving(cluster, server)
        yield port
    except RetryError:
        message = f"PostgreSQL does not start; see {cluster.log}"
        raise UnreachableError(message) from None
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(_PATIENCE_SECONDS)


@retry(
    retry=retry_if_result(lambda serves: not serves),
    wait=wait_fixed(_GLANCE_SECONDS),
    stop=stop_after_delay(_PATIENCE_SECONDS),
)
def _wait_until_serving(cluster: Cluster, server: subprocess.Popen[bytes]) -> bool:
    if server.poll() is not None:
        message = f"PostgreSQL does not start; see {cluster.log}"
        raise UnreachableError(message)
    return cluster.is_serving(server.pid)


def _tool(folder: DataFolder, port: int, program: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL as the owner of the tables."""
    credentials = cluster_of(folder).credentials
    where = [f"--host={LOOPBACK}", f"--port={port}", f"--username={role_name('owner')}"]
    database = [] if program == "pg_restore" else [f"--dbname={DATABASE}"]
    done = subprocess.run(
        [str(tool_of_postgres(program)), *where, "--no-password", *database, *arguments],
        env={**clean_environment(), "PGPASSWORD": credentials.owner},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise UnreachableError(f"{program} failed: {said}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
