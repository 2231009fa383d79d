"""Rows as processes leave them behind, for tests of what is read from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from activities.store import schema
from activities.store.log import NewEvent, append
from domain.ids import service_workflow_id, subject_of
from domain.ids import task_id as id_of_task
from domain.people import Person
from domain.policy import QuestionName
from domain.words import Language, NoticeState, ProcessKind, Role, Stage, TaskState

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


def put(connection: Connection, table: Table, **row: object) -> None:
    connection.execute(insert(table).values(row))


def a_person(person_id: str, *roles: Role, **more: object) -> Person:
    given: dict[str, object] = {
        "person_id": person_id,
        "name": person_id.title(),
        "email": f"{person_id}@example.com",
        "language": Language.ENGLISH,
        "time_zone": "Europe/Istanbul",
        "roles": roles,
    }
    return Person.model_validate(given | more)


def put_process(connection: Connection, workflow_id: str, **more: object) -> None:
    given: dict[str, object] = {
        "workflow_id": workflow_id,
        "kind": ProcessKind.SERVICE,
        "subject": workflow_id,
        "stage": Stage.STRATEGY,
        "state": {"step": 1},
        "step": 1,
        "run_id": "run-1",
        "policy_version": 1,
        "request_id": f"request-{workflow_id}",
        "fingerprint": "f",
        "opened_at": NOON,
    }
    put(connection, schema.process, **given | more)


def put_service(connection: Connection, service_id: str, **more: object) -> None:
    workflow_id = service_workflow_id(service_id)
    stage = more.get("stage", Stage.STRATEGY)
    put_process(connection, workflow_id, stage=stage)
    given: dict[str, object] = {
        "service_id": service_id,
        "workflow_id": workflow_id,
        "name": service_id.upper(),
        "description": f"What {service_id} does",
        "owner": "ada",
        "proposer": "bob",
        "stage": stage,
        "version": 1,
        "customers_needs": ["to be reachable"],
        "strategic_goals": ["growth"],
        "entered_at": NOON,
    }
    put(connection, schema.service, **given | more)


def put_task(
    connection: Connection,
    service_id: str,
    *roles: Role,
    ordinal: int = 1,
    due_at: datetime = NOON + A_DAY,
    **more: object,
) -> str:
    """An open task of a service that exists; returns its id."""
    workflow_id = service_workflow_id(service_id)
    name = QuestionName(str(more.get("name", QuestionName.COMMITTEE)))
    given: dict[str, object] = {
        "task_id": id_of_task(workflow_id, name, ordinal),
        "workflow_id": workflow_id,
        "process": ProcessKind.SERVICE,
        "name": name,
        "subject": subject_of("service", service_id),
        "question": "Shall we?",
        "outcomes": ["offer", "reject"],
        "roles": list(roles),
        "ballot": False,
        "opened_at": NOON,
        "due_at": due_at,
        "state": TaskState.CREATED,
    }
    put(connection, schema.task, **given | more)
    return str(given["task_id"])


def put_decision(connection: Connection, task_id: str, count: int, **more: object) -> None:
    given: dict[str, object] = {
        "decision_id": f"{task_id}#{count}",
        "task_id": task_id,
        "count": count,
        "outcome": "offer",
        "reason": "It fits our goals.",
        "actor": "ada",
        "at": NOON + count * A_DAY,
    }
    put(connection, schema.decision, **given | more)


def put_vote(connection: Connection, task_id: str, seat: str, **more: object) -> None:
    given: dict[str, object] = {
        "task_id": task_id,
        "seat": seat,
        "voter": seat,
        "outcome": "offer",
        "reason": "Why not.",
        "at": NOON,
        "request_id": f"vote-{seat}",
    }
    put(connection, schema.vote, **given | more)


def put_notice(connection: Connection, key: str, state: NoticeState, **more: object) -> None:
    given: dict[str, object] = {
        "notice_key": key,
        "person_id": "ada",
        "template": "task_opened",
        "params": {"task_id": "service/crm/committee/1"},
        "subject": "service/crm",
        "state": state,
        "at": NOON,
    }
    put(connection, schema.notice, **given | more)


def put_event(
    connection: Connection, key: str, *, subject: str = "service/crm", **more: object
) -> None:
    given: dict[str, object] = {
        "subject": subject,
        "key": key,
        "kind": "service_proposed",
        "actor": "bob",
        "at": NOON,
    }
    append(connection, [NewEvent.model_validate(given | more)])
