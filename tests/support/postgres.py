"""A real PostgreSQL for the tests, made by the same code as the embedded stack's."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from workers.embedded.cluster import Cluster
from workers.embedded.credentials import DATABASE, Credentials, DatabaseRole
from workers.embedded.launching import clean_environment
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Database:
    """One database of a test server, and how each role reaches it."""

    port: int
    credentials: Credentials = field(repr=False)
    name: str = DATABASE

    def url(self, role: DatabaseRole) -> str:
        """The SQLAlchemy address of this database for a role."""
        return self.credentials.url(role, self.port, database=self.name)

    @property
    def owner_url(self) -> str:
        """The address for migrations and set-up."""
        return self.url("owner")

    @property
    def worker_url(self) -> str:
        """The address with the rights of the worker."""
        return self.url("worker")

    @property
    def reader_url(self) -> str:
        """The address with the rights of the reader."""
        return self.url("reader")

    def sibling(self, name: str, *, template: str = "template1") -> Database:
        """Make another, empty database (or a copy of `template`) on the same server."""
        with psycopg.connect(plain(self.owner_url), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return Database(self.port, self.credentials, name)


@dataclass(frozen=True)
class TestPostgres(Database):
    """A running test server; its own database is the one the migrations of a session go to."""

    __test__ = False

    process: subprocess.Popen[bytes] = field(kw_only=True, repr=False)
    cluster: Cluster = field(kw_only=True, repr=False)

    def stop(self) -> None:
        """Stop it without a checkpoint: what a test wrote is not kept."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)


class TestCluster(Cluster):
    """A cluster that is told more while it is made, which is when there is a superuser.

    Passwords that were drawn for a test and reach no file of anybody's need not be slow to try.
    """

    __test__ = False

    def __init__(self, folder: Path, *told: str) -> None:
        super().__init__(
            folder / "postgres",
            credentials=folder / "credentials.json",
            log=folder / "postgres.log",
        )
        self._told = told

    def _say(self, statements: list[str]) -> None:
        super()._say(["SET scram_iterations = 1", *statements, *self._told])


def start_test_postgres(folder: Path, *told: str) -> TestPostgres:
    """Make and start a PostgreSQL below a folder in about a second; it loses data in a crash.

    Args:
        folder: Where its files lie.
        told: What its superuser says besides, when it is new.
    """
    cluster = TestCluster(folder, *told)
    cluster.prepare()
    port = free_port()
    with cluster.log.open("ab") as log:
        process = subprocess.Popen(
            cluster.server_command(port, durable=False),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=clean_environment(),
            start_new_session=True,
        )
    _wait_until_serving(cluster, process)
    return TestPostgres(port, cluster.credentials, process=process, cluster=cluster)


@retry(
    retry=retry_if_result(lambda serving: not serving),
    wait=wait_fixed(0.01),
    stop=stop_after_delay(30),
)
def _wait_until_serving(cluster: Cluster, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise RuntimeError(cluster.log.read_text(encoding="utf-8"))
    return cluster.is_serving(process.pid)


def plain(url: str) -> str:
    """The same address for psycopg, which knows no drivers."""
    return url.replace("postgresql+psycopg://", "postgresql://")
