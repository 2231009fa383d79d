"""The house of an earlier release, restored and brought to this one: it goes on where it stood."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import func, select

from activities.store import house_clock, schema
from activities.store.migrating import migrate
from domain.clock import BusinessClock
from domain.words import CANCELLED_BY_OPERATOR
from starters.desk import Desk
from starters.door import Door
from starters.resuming import resume
from tests.support.postgres import plain
from tests.workflows.house import House
from workers.settings import Settings
from workers.verifying import noted_ends, verify_processes, verify_record
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine, Row
    from temporalio.testing import WorkflowEnvironment

    from domain.proof import Apart, RecordCheck
    from tests.support.postgres import Database
    from tests.upgrade.kept import Kept
    from tests.workflows.life import Life


_NO_FOLDER = Path("no-folder")


def restore(kept: Kept, database: Database) -> list[str]:
    """Put the database of a release into an empty one and migrate it; what was applied."""
    with psycopg.connect(plain(database.owner_url), autocommit=True) as connection:
        connection.execute(kept.database().encode())
    return migrate(database.owner_url)


def set_clock(engine: Engine) -> None:
    """Let it be the moment at which the database was dumped, as if the house had stood still."""
    with engine.begin() as connection:
        moment = connection.scalar(select(func.max(schema.event.c.recorded_at)))
        assert moment is not None
        clock = BusinessClock(epoch=moment, rate=1, started_at=datetime.now(UTC))
        house_clock.put(connection, clock)


class Restored(House):
    """Its processes are started again by `service resume`, through the door that people use."""

    def __init__(
        self, env: WorkflowEnvironment, engine: Engine, database: Database, kept: Kept
    ) -> None:
        super().__init__(env, engine)
        self.release = kept
        self.queue = PROCESSES
        self._names = {
            "TEMPORAL_ADDRESS": env.client.service_client.config.target_host,
            "SERVICECYCLE_DATABASE_URL": plain(database.owner_url),
        }
        self.was = {one.workflow_id: one for one in self.record.rows(schema.process)}
        self.events_were = {one: self.record.events(row.subject) for one, row in self.was.items()}
        self.notices_were = self.record.rows(schema.notice)
        self.ends_were = noted_ends(self.settings(_NO_FOLDER))

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The front desk of this house, whose door leads to the processes of the test's server."""
        with _TestDesk(self.settings(_NO_FOLDER)) as desk:
            desk.door_of_test = Door(self.env.client)
            yield desk

    def verified(self) -> RecordCheck:
        """What `verify` says of the record, of which nothing may be gone that was there before."""
        return verify_record(self.settings(_NO_FOLDER), lambda _number, _of: None, self.ends_were)

    async def apart(self) -> list[Apart]:
        """What `verify` says of the processes."""
        return await verify_processes(self.settings(_NO_FOLDER))

    def settings(self, data: Path) -> Settings:
        """Where its servers are, as a company names its own."""
        return Settings.resolve(data, self._names)

    def resumable(self) -> list[Row[Any]]:
        """The processes that were open, and those that an operator cancelled."""
        return [
            one
            for one in self.was.values()
            if one.closed_at is None or one.closed_reason == CANCELLED_BY_OPERATOR
        ]

    async def resume(self, workflow_id: str) -> Life:
        """Start a process again, and let it come to the moment at which it stood."""
        with self.desk() as desk, self.env.with_time_skipping_disabled():
            await resume(desk, "admin", workflow_id)
            behind = max(one.at for one in self.events_were[workflow_id]) - desk.now()
        life = self.life(workflow_id)
        if behind > timedelta(seconds=1):
            await life.passes(seconds=behind.total_seconds())
        return life

    def told(self, workflow_id: str) -> list[str]:
        """The keys of all notices a process has written."""
        notice = schema.notice
        found = self.record.rows(notice, notice.c.workflow_id == workflow_id)
        return sorted(str(one.notice_key) for one in found)


class _TestDesk(Desk):
    """A desk with a given door."""

    door_of_test: Door

    async def door(self) -> Door:
        return self.door_of_test
