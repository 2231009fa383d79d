"""What is read: the names here are the names in `--json` and a contract with other systems."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from domain.model import Value
from domain.words import Language, NoticeState, ProcessKind, Role, TaskState


class Task(Value):
    """A question that was put to people, and its answer once there is one (R148).

    Args:
        process: The kind of the process that asked.
        name: Which question of the policy it is.
        roles: Who may answer by now.
        rungs: Those of them that an escalation reached; they may answer what was handed over, too.
        barred: Who may not, because it is his own request.
        seats: Whose votes count, where a body decides.
        overdue: Whether it was due before the instant it was read for, and is open.
        decided_by: Who gave the answer that holds; `policy` where nobody did.
    """

    task_id: str
    process: ProcessKind
    workflow_id: str
    subject: str
    question: str
    outcomes: tuple[str, ...]
    roles: tuple[Role, ...]
    opened_at: datetime
    due_at: datetime
    data_schema: dict[str, JsonValue] | None
    name: str
    state: TaskState
    assignee: str | None
    overdue: bool
    escalations: int
    rungs: tuple[Role, ...]
    barred: tuple[str, ...]
    ballot: bool
    seats: tuple[str, ...]
    votes_cast: int
    context: dict[str, JsonValue] | None
    closed_at: datetime | None
    closed_reason: str | None
    outcome: str | None = None
    decided_by: str | None = None
    stands_for: str | None = None
    reason: str | None = None
    data: dict[str, JsonValue] | None = None
    decided_at: datetime | None = None


class Event(Value):
    """One thing that happened, as the record keeps it for ever (R37, R43).

    Args:
        event_id: `<subject>#<n>`.
        at: When it happened, in business time.
        recorded_at: When it was written, by the time of day.
        actor_name: What the actor is called; None where the reader is not told.
        reason: The actor's own words; None where there were none, they were erased, or they are
            not for the reader.
        clauses: What it is evidence for in ISO/IEC 20000-1.
    """

    event_id: str
    at: datetime
    recorded_at: datetime
    kind: str
    actor: str
    stands_for: str | None
    reason: str | None
    subject: str
    workflow_id: str | None
    run_id: str | None
    policy_version: int | None
    clauses: tuple[str, ...]
    data: dict[str, JsonValue]
    actor_name: str | None = None


class Vote(Value):
    """One vote; `voter` is the member of the seat or his substitute (R36)."""

    task_id: str
    seat: str
    voter: str
    outcome: str
    reason: str
    data: dict[str, JsonValue] | None
    at: datetime


class Decision(Value):
    """An answer that was recorded; a correction comes after it and leaves it in the record."""

    decision_id: str
    task_id: str
    name: str
    question: str
    ballot: bool
    outcome: str
    reason: str
    data: dict[str, JsonValue] | None
    actor: str
    stands_for: str | None
    at: datetime
    recorded_at: datetime
    votes: tuple[Vote, ...] = ()


class Attachment(Value):
    """A document that is attached to a record (R43)."""

    subject: str
    sha256: str
    name: str
    size: int
    attached_by: str
    at: datetime


class Notice(Value):
    """A notice to one person, sent or on its way (R93).

    Args:
        next_attempt_at: When it may be handed over, in real time.
        waits_until: The first moment of business time at which its receiver is at work, where it
            came outside his working hours.
        waits_for: The calendar that says so, as `<id>@<version>`.
    """

    notice_id: int
    person_id: str
    language: Language
    template: str
    params: dict[str, JsonValue]
    subject: str
    workflow_id: str | None
    state: NoticeState
    at: datetime
    recorded_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    last_error: str | None
    sent_at: datetime | None
    waits_until: datetime | None = None
    waits_for: str | None = None


class Process(Value):
    """A durable process and where it stands.

    Args:
        stray: What housekeeping found wrong with it; None while it runs as it should.
    """

    workflow_id: str
    kind: ProcessKind
    subject: str
    stage: str
    step: int
    run_id: str
    policy_version: int
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str | None
    stray: str | None


@dataclass(frozen=True)
class Document:
    """A document with its content, and the names under which it was attached."""

    sha256: str
    names: tuple[str, ...]
    size: int
    content: bytes = field(repr=False)


class OpenProcesses(Value):
    """How many processes of one kind stand in one stage."""

    kind: ProcessKind
    stage: str
    count: int


class StackFacts(Value):
    """How the house stands, for `servicecycle status`.

    Args:
        undelivered_notices: How many notices are queued, held or failed, by state.
        policy_version: The version in force; None before the first was published.
        strays: The processes that housekeeping found lost or wedged.
    """

    open_processes: tuple[OpenProcesses, ...]
    overdue_tasks: int
    undelivered_notices: dict[NoticeState, int]
    policy_version: int | None
    strays: tuple[Process, ...]
