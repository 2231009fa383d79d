"""A demo that was played to its end and kept, and what is done to its records meanwhile."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.postgres import plain
from workers.settings import Settings

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.support.stack import House


@dataclass(frozen=True)
class Demo:
    """A demo that was played to its end and kept.

    Args:
        house: Its data folder.
        played: What `servicecycle demo` said, and how it ended.
    """

    house: House
    played: subprocess.CompletedProcess[str]

    @property
    def settings(self) -> Settings:
        return Settings.resolve(self.house.data, environ={})

    def check(self) -> subprocess.CompletedProcess[str]:
        """Compare it with what was meant to happen."""
        return self.house.run("demo", "--data", str(self.house.data), "--check", "--json")

    def does(self, *words: str) -> Any:  # noqa: ANN401 - what a test finds in it is what it expects
        """Run a command of a person who works in the house."""
        done = self.house.types(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all it started."""
        record = json.loads((self.house.data / "stack.json").read_text("utf-8"))
        supervisor = psutil.Process(record["supervisor"]["pid"])
        return [supervisor, *supervisor.children(recursive=True)]


def at_work(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that has ended may wait for a parent that is long gone."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def altered(demo: Demo, table: str, where: str, column: str, value: str) -> Iterator[None]:
    """One value of one row is another one meanwhile, written with the rights of the owner."""
    url = plain(demo.settings.database_url("owner"))
    names = {"table": Identifier(table), "column": Identifier(column), "where": SQL(where)}
    put = SQL("UPDATE {table} SET {column} = %s WHERE {where}").format(**names)
    with psycopg.connect(url, autocommit=True) as connection:
        get = SQL("SELECT {column} FROM {table} WHERE {where}").format(**names)
        [[before]] = connection.execute(get).fetchall()
        connection.execute(put, [value])
        try:
            yield
        finally:
            connection.execute(put, [before])


@contextmanager
def removed(demo: Demo, table: str, where: str) -> Iterator[None]:
    """One row is missing meanwhile."""
    url = plain(demo.settings.database_url("owner"))
    names = {"table": Identifier(table), "where": SQL(where)}
    take = SQL("DELETE FROM {table} t WHERE {where} RETURNING to_jsonb(t)::text").format(**names)
    give = SQL("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)")
    with psycopg.connect(url, autocommit=True) as connection:
        [[before]] = connection.execute(take).fetchall()
        try:
            yield
        finally:
            connection.execute(give.format(**names), [before])


def complaint(demo: Demo) -> tuple[str, str]:
    """Which record the comparison names, and what it says."""
    failed = demo.house.types("demo", "--data", str(demo.house.data), "--check", "--json")
    assert failed.returncode == 5, failed.stdout
    error = json.loads(failed.stderr)["error"]
    assert error["code"] == "conflict"
    return error["field"], error["message"]
