"""What is read of services; the names are those in `--json`, a contract with other systems."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import JsonValue

from activities.store.readers.records import Attachment, Decision, Task
from domain.answers import Money
from domain.dependents import Dependent
from domain.model import Value
from domain.service import Measure
from domain.words import ChangeSize, ChangeState, Gate, Stage


class Service(Value):
    """A service and where it stands (R37).

    Args:
        entered_at: When it entered its stage.
        deferred_until_on: The day the committee is asked again.
        ends_at: When its customers lose it, once they were told.
        policy_version: The version of the policy its process obeys.
        next_due_at: When the first of its open tasks is due.
    """

    service_id: str
    name: str
    stage: Stage
    version: int
    workflow_id: str
    description: str
    owner: str
    proposer: str
    customers_needs: tuple[str, ...]
    strategic_goals: tuple[str, ...]
    entered_at: datetime
    deferred_until_on: date | None
    ends_at: datetime | None
    policy_version: int
    opened_at: datetime
    closed_at: datetime | None
    open_tasks: int
    next_due_at: datetime | None


class ServiceVersion(Value):
    """One version of a service, with a stage of its own (R37)."""

    version: int
    stage: Stage
    change: str
    opened_at: datetime


class ServiceChange(Value):
    """A change of a service, from its proposal until it is live or over (R27).

    Args:
        number: Counts the changes of the service, from 1.
        change: What the next version does differently.
        version: The version it is made as; None before it was begun.
        deferred_until_on: The day the committee is asked about it again.
        ended_at: When it was live or over.
        request_id: The request that proposed it; None where an improvement cycle did.
    """

    number: int
    title: str
    change: str
    benefit: str
    proposer: str
    size: ChangeSize
    person_days: int | None
    cost: Money | None
    state: ChangeState
    version: int | None
    deferred_until_on: date | None
    proposed_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    request_id: str | None


class StageEntry(Value):
    """When a version of a service entered a stage, and who moved it (R37)."""

    version: int
    stage: Stage
    entered_at: datetime
    moved_by: str


class GateAnswer(Value):
    """What design delivered at one gate (R6)."""

    version: int
    gate: Gate
    data: dict[str, JsonValue]
    answered_by: str
    at: datetime


class ServiceDetail(Service):
    """A service with everything that hangs on it."""

    versions: tuple[ServiceVersion, ...]
    changes: tuple[ServiceChange, ...]
    stages: tuple[StageEntry, ...]
    gates: tuple[GateAnswer, ...]
    decisions: tuple[Decision, ...]
    tasks: tuple[Task, ...]
    dependents: tuple[Dependent, ...]
    measures: tuple[Measure, ...]
    attachments: tuple[Attachment, ...]


class CatalogueEntry(Value):
    """A service as the service catalogue shows it; withdrawn_at is the first instant without it."""

    service_id: str
    version: int
    name: str
    description: str
    owner: str
    service_levels: dict[str, JsonValue] | None
    published_at: datetime
    withdrawn_at: datetime | None
