"""An outbox with notices about one service, as the mailroom finds it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as put

from activities.store import schema
from activities.store.outbox import tell
from domain.answers import data_schema
from domain.policy import QuestionName
from domain.telling import Telling, Template
from tests.domain import samples
from tests.support.posts import AYSE, NOON, POLICY, SERVICE, TASK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine, RowMapping

WORKFLOW = "service/crm"


class Outbox:
    """Puts notices in and looks what became of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def tell(
        self,
        template: Template = Template.SERVICE_RETIRED,
        *,
        key: str = "service/crm#1",
        person: str = "ayse",
        subject: str = "service/crm",
        task_id: str | None = None,
    ) -> int:
        """Queue a notice as a step of a process does; its id."""
        params: dict[str, JsonValue] = {"task_id": task_id} if task_id else {}
        telling = Telling(template=template, persons=(person,), params=params)
        with self.engine.begin() as connection:
            tell(connection, telling, subject=subject, key=key, at=NOON, workflow_id=WORKFLOW)
            wanted = schema.notice.c.notice_key == f"{key}/{template}/{person}"
            found = connection.scalar(select(schema.notice.c.notice_id).where(wanted))
        assert isinstance(found, int)
        return found

    def row(self, notice_id: int) -> RowMapping:
        """What became of a notice."""
        with self.engine.connect() as connection:
            wanted = select(schema.notice).where(schema.notice.c.notice_id == notice_id)
            return connection.execute(wanted).mappings().one()

    def change(self, notice_id: int, **values: object) -> None:
        """Make a notice another."""
        with self.engine.begin() as connection:
            this = schema.notice.c.notice_id == notice_id
            connection.execute(update(schema.notice).where(this).values(**values))

    def person(self, person_id: str = "ayse", **values: object) -> None:
        """Register a person, or change him."""
        with self.engine.begin() as connection:
            row = AYSE.model_dump() | {"person_id": person_id} | values
            connection.execute(_put(schema.person, row, "person_id"))

    def policy(self, **notices: object) -> None:
        """Let other rules hold for notices."""
        with self.engine.begin() as connection:
            _policy(connection, {("notices", name): value for name, value in notices.items()})

    def clock(self, *, rate: float, epoch: datetime, started_at: datetime) -> None:
        """Let business time run at another speed."""
        with self.engine.begin() as connection:
            row = {"only": True, "rate": rate, "epoch": epoch, "started_at": started_at}
            connection.execute(_put(schema.clock, row, "only"))

    def task(self, **values: object) -> None:
        """Change the task."""
        with self.engine.begin() as connection:
            connection.execute(update(schema.task).values(**values))


def outbox(engine: Engine) -> Outbox:
    """The outbox of a house with one service, one task and one person."""
    with engine.begin() as connection:
        _policy(connection, {})
        for table, key, row in _rows():
            connection.execute(_put(table, row, key))
    return Outbox(engine)


def _policy(connection: Connection, changes: Mapping[tuple[str, ...], object]) -> None:
    document = samples.policy(changes).model_dump(mode="json") | {"title": POLICY.title}
    draft = {
        "policy_id": "p-3",
        "document": document,
        "source": "",
        "author": "ayse",
        "state": "published",
        "drafted_at": NOON,
    }
    version = {
        "version": POLICY.version,
        "policy_id": "p-3",
        "published_at": NOON,
        "effective_on": datetime(2020, 1, 1, tzinfo=UTC).date(),
        "approved_by": "mehmet",
    }
    connection.execute(_put(schema.policy_draft, draft, "policy_id"))
    connection.execute(put(schema.policy).values(version).on_conflict_do_nothing())


def _rows() -> list[tuple[Any, str, dict[str, object]]]:
    process = {
        "workflow_id": WORKFLOW,
        "kind": "ServiceLifecycle",
        "subject": "service/crm",
        "stage": "strategy",
        "state": {},
        "step": 1,
        "run_id": "r-1",
        "request_id": "q-1",
        "fingerprint": "f-1",
        "policy_version": POLICY.version,
        "opened_at": NOON,
    }
    service = {
        "service_id": SERVICE.service_id,
        "workflow_id": WORKFLOW,
        "name": SERVICE.name,
        "description": "All about customers",
        "owner": "ayse",
        "proposer": "ayse",
        "stage": "strategy",
        "version": 1,
        "entered_at": NOON,
    }
    task = {
        "task_id": TASK.task_id,
        "workflow_id": WORKFLOW,
        "process": "ServiceLifecycle",
        "name": TASK.name,
        "subject": "service/crm",
        "question": TASK.question,
        "outcomes": list(TASK.outcomes),
        "roles": ["committee_member"],
        "barred": [],
        "ballot": True,
        "seats": ["ayse"],
        "data_schema": data_schema(QuestionName.COMMITTEE),
        "opened_at": NOON,
        "due_at": TASK.due_at,
        "state": "created",
    }
    return [
        (schema.person, "person_id", AYSE.model_dump()),
        (schema.process, "workflow_id", process),
        (schema.service, "service_id", service),
        (schema.task, "task_id", task),
    ]


def _put(table: Any, row: Mapping[str, object], key: str) -> Any:  # noqa: ANN401 - a table has no type of its own
    statement = put(table).values(row)
    latest = {name: statement.excluded[name] for name in row if name != key}
    return statement.on_conflict_do_update(index_elements=[key], set_=latest)


def add_version(engine: Engine, version: int) -> None:
    """Open another version of the service."""
    row = {
        "service_id": SERVICE.service_id,
        "version": version,
        "stage": "design",
        "change": "faster",
        "opened_at": NOON,
    }
    with engine.begin() as connection:
        connection.execute(insert(schema.service_version).values(row))


def add_dependent(engine: Engine, dependent_id: str, *, closed: bool = False) -> None:
    """Let a contract depend on the service."""
    row = {
        "service_id": SERVICE.service_id,
        "kind": "contract",
        "dependent_id": dependent_id,
        "name": f"Contract {dependent_id}",
        "opened_at": NOON,
        "closed_at": NOON if closed else None,
        "closed_reason": "over" if closed else None,
    }
    with engine.begin() as connection:
        connection.execute(insert(schema.dependent).values(row))
