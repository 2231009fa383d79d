"""What the record says: the rows, the events and the notices that a test looks at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from activities.store import schema
from activities.store.dependents import by_key, close, put
from activities.store.log import content_of
from activities.store.recorder import record
from domain.chain import GENESIS, link
from domain.dependents import Dependent
from tests.workflows.company import policy_document

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Row, Table

    from domain.steps import Step, StepDone
    from tests.workflows.company import Changes

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Record:
    """Reads what processes wrote, and writes what registers would."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.steps: list[Step] = []

    def store(self, connection: Connection, step: Step) -> StepDone:
        """Write a step, and keep it: a step stored at once leaves nothing in the history."""
        self.steps.append(step)
        return record(connection, step)

    def rows(self, table: Table, *where: ColumnElement[bool]) -> list[Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table).where(*where)))

    def one(self, table: Table, *where: ColumnElement[bool]) -> Row[Any]:
        [found] = self.rows(table, *where)
        return found

    def count(self, *tables: Table) -> dict[str, int]:
        """How many rows each table has, to see that nothing was written."""
        with self.engine.connect() as connection:
            return {
                one.name: connection.scalar(select(func.count()).select_from(one)) or 0
                for one in tables or schema.metadata.sorted_tables
            }

    def events(self, subject: str) -> list[Row[Any]]:
        found = self.rows(schema.event, schema.event.c.subject == subject)
        return sorted(found, key=lambda one: int(one.position))

    def reason_of(self, event: Row[Any]) -> str:
        """A person's own words, which lie beside the event."""
        words = schema.event_text
        found = self.one(
            words, words.c.subject == event.subject, words.c.position == event.position
        )
        return str(found.reason)

    def check_chain(self, subject: str) -> None:
        """Every event follows the one before it, and says all that an event has to say."""
        previous = GENESIS
        for position, one in enumerate(self.events(subject), start=1):
            row = dict(one._mapping)  # noqa: SLF001 - SQLAlchemy's public accessor
            assert one.position == position
            assert one.previous_hash == previous
            assert one.hash == link(previous, content_of(row))
            previous = one.hash
            assert one.clauses, one.kind
            assert one.policy_version, one.kind
            assert one.workflow_id, one.kind
            assert one.run_id, one.kind

    def publish_policy(self, changes: Changes) -> int:
        """Put a policy into force as an approved publication leaves it; its version."""
        with self.engine.begin() as connection:
            newest = connection.scalar(select(func.max(schema.policy.c.version))) or 0
            put_policy(connection, newest + 1, changes)
        return newest + 1

    def draft_policy(self, changes: Changes, policy_id: str | None = None) -> str:
        """Keep a policy document that a person wrote; its id."""
        policy_id = policy_id or f"draft-{uuid4().hex[:8]}"
        with self.engine.begin() as connection:
            return put_draft(connection, policy_id, changes, "draft")

    def depends(self, service_id: str, kind: str) -> None:
        """Let a record of some kind depend on a service."""
        one = Dependent(
            service_id=service_id,
            kind=kind,
            dependent_id="17",
            name=f"{kind} 17",
            contact="customer",
            opened_at=LONG_AGO,
        )
        with self.engine.begin() as connection:
            put(connection, one)

    def depends_no_longer(self, service_id: str, kind: str) -> None:
        with self.engine.begin() as connection:
            one = by_key(connection, service_id, kind, "17")
            assert one is not None
            close(connection, one, reason="it moved elsewhere", at=datetime.now(UTC))

    def measured(self, service_id: str, month_on: date, usage: int, revenue: int) -> None:
        """Record what a service was used for and earned in a month."""
        with self.engine.begin() as connection:
            connection.execute(
                insert(schema.measure).values(
                    service_id=service_id,
                    month_on=month_on,
                    currency="TRY",
                    usage=usage,
                    revenue_minor_units=revenue,
                )
            )


def put_policy(connection: Connection, version: int, changes: Changes) -> None:
    connection.execute(
        insert(schema.policy).values(
            version=version,
            policy_id=put_draft(connection, f"policy-{version}", changes, "published"),
            published_at=LONG_AGO,
            effective_on=policy_document(changes).effective_on,
            approved_by="boss",
        )
    )


def put_draft(connection: Connection, policy_id: str, changes: Changes, state: str) -> str:
    connection.execute(
        insert(schema.policy_draft).values(
            policy_id=policy_id,
            document=policy_document(changes).model_dump(mode="json"),
            source="",
            author="process",
            state=state,
            drafted_at=LONG_AGO,
        )
    )
    return policy_id
