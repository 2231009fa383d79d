"""The house held against the model: what PostgreSQL and the process say of a service."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from activities.store import schema
from domain.words import OPEN_TASK_STATES, Stage
from tests.fuzz.standing import BALLOTS, BODY_OF

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row, Table
    from temporalio.client import WorkflowExecutionDescription

    from tests.fuzz.changes import Change
    from tests.fuzz.model import Model

_NEAR = timedelta(minutes=15)
_COUNTED = (
    "vote_cast",
    "vote_corrected",
    "task_decided",
    "decision_corrected",
    "improvement_cycle_closed",
    "task_assigned",
    "policy_adopted",
    "retirement_requested",
    "retirement_refused",
    "change_proposed",
    "change_queued",
    "change_put_to_committee",
    "change_approved",
    "change_rejected",
    "change_deferred",
    "change_withdrawn",
    "change_cancelled",
    "change_corrected",
    "change_live",
    "version_opened",
    "design_taken_over",
    "customers_told",
    "task_expired",
    "task_escalate",
)
_SHOWN = frozenset({Stage.OPERATION, Stage.RETIREMENT})
Story = dict[str, Any]


def of_model(model: Model) -> Story:
    """What the model says there has to be."""
    s = model.s
    ends = s.stage in {Stage.RETIREMENT, Stage.RETIRED} and model.told["customers_told"]
    votes = {
        key: {seat: (one.voter, one.outcome) for seat, one in cast.items()}
        for key, cast in model.votes.items()
    }
    decisions = {
        key: [(one.by, one.stands_for, one.outcome) for one in made]
        for key, made in model.decisions.items()
    }
    return {
        "stage": str(s.stage),
        "version": s.version,
        "versions": {number: str(stage) for number, stage in s.versions.items()},
        "changes": {number: _said_of(one) for number, one in s.changes.items()},
        "gates": {number: sorted(gates) for number, gates in model.answered.items()},
        "catalogue": s.version if s.stage in _SHOWN else None,
        "deferred until": None
        if a_body_is_asked(model)
        else s.deferred_until or s.retirement_until,
        "ends": s.told_until if ends else None,
        "closed": str(model.closed) if model.closed else None,
        "policy": model.policy.version,
        "open": {
            task.key: {
                "opened": task.opened_at,
                "due": task.due_at,
                "roles": sorted(task.roles),
                "assignee": task.assignee,
                "seats": sorted(task.seats),
                "barred": sorted(task.barred),
            }
            for task in s.tasks.values()
        },
        "votes": votes,
        "decisions": decisions,
        "events": {kind: model.told[kind] for kind in _COUNTED if model.told[kind]},
    }


def a_body_is_asked(model: Model) -> bool:
    """Whether a body decides just now; the row may still show the day on which it was asked."""
    return bool(model.s.tasks.keys() & (BALLOTS.keys() | BODY_OF.keys()))


def of_house(connection: Connection, workflow_id: str, model: Model) -> Story:
    """What the house says there is, all of one moment."""

    def rows(table: Table, column: ColumnElement[Any], value: str) -> list[Row[Any]]:
        return list(connection.execute(select(table).where(column == value)))

    service_id = workflow_id.partition("/")[2]
    [service] = rows(schema.service, schema.service.c.service_id, service_id)
    [process] = rows(schema.process, schema.process.c.workflow_id, workflow_id)
    shown = rows(schema.catalogue_entry, schema.catalogue_entry.c.service_id, service_id)
    versions = rows(schema.service_version, schema.service_version.c.service_id, service_id)
    changes = rows(schema.service_change, schema.service_change.c.service_id, service_id)
    tasks = rows(schema.task, schema.task.c.workflow_id, workflow_id)
    kinds = connection.scalars(
        select(schema.event.c.kind).where(schema.event.c.subject == workflow_id)
    )
    told = Counter(kinds)
    return {
        "stage": service.stage,
        "version": service.version,
        "versions": {one.version: one.stage for one in versions},
        "changes": {one.number: _found_of(one) for one in changes},
        "gates": _gates(rows(schema.gate, schema.gate.c.service_id, service_id)),
        "catalogue": next((one.version for one in shown if one.withdrawn_at is None), None),
        "deferred until": None if a_body_is_asked(model) else service.deferred_until_on,
        "ends": service.ends_at,
        "closed": process.closed_reason,
        "policy": process.policy_version,
        "open": {short(one.task_id): _open(one) for one in tasks if one.state in OPEN_TASK_STATES},
        "votes": _votes(connection, workflow_id),
        "decisions": _decisions(connection, workflow_id),
        "events": {kind: told[kind] for kind in _COUNTED if told[kind]},
    }


def _said_of(change: Change) -> Story:
    return {
        "title": change.title,
        "by": change.proposer,
        "size": str(change.size),
        "state": str(change.state),
        "until": change.until,
        "version": change.version,
    }


def _found_of(change: Row[Any]) -> Story:
    return {
        "title": change.title,
        "by": change.proposer,
        "size": change.size,
        "state": change.state,
        "until": change.deferred_until_on,
        "version": change.version,
    }


def short(task_id: str) -> str:
    return task_id.split("/", 2)[2]


def _open(one: Row[Any]) -> Story:
    return {
        "opened": one.opened_at,
        "due": one.due_at,
        "roles": sorted(one.roles),
        "assignee": one.assignee,
        "seats": sorted(one.seats),
        "barred": sorted(one.barred),
    }


def _gates(found: list[Row[Any]]) -> Story:
    numbers = {one.version for one in found}
    return {each: sorted(one.gate for one in found if one.version == each) for each in numbers}


def _votes(connection: Connection, workflow_id: str) -> Story:
    vote = schema.vote
    wanted = select(vote).where(vote.c.task_id.startswith(f"{workflow_id}/"))
    found: Story = defaultdict(dict)
    for one in connection.execute(wanted):
        found[short(one.task_id)][one.seat] = (one.voter, one.outcome)
    return dict(found)


def _decisions(connection: Connection, workflow_id: str) -> Story:
    decision = schema.decision
    wanted = select(decision).where(decision.c.task_id.startswith(f"{workflow_id}/"))
    found: Story = defaultdict(list)
    for one in connection.execute(wanted.order_by(decision.c.count)):
        found[short(one.task_id)].append((one.actor, one.stands_for, one.outcome))
    return dict(found)


def differences(said: Story, found: Story, at: str = "") -> list[str]:
    """Where the house is otherwise than the model says."""
    told: list[str] = []
    for key in sorted({*said, *found}, key=str):
        here = f"{at}{key}"
        one, other = said.get(key), found.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            told += differences(one, other, f"{here}: ")
        elif isinstance(one, datetime) and isinstance(other, datetime):
            if abs(one - other) > _NEAR:
                told.append(f"{here}: the model says {one}, the house {other}")
        elif one != other:
            told.append(f"{here}: the model says {one}, the house {other}")
    return told


def what_the_process_shows(model: Model, described: WorkflowExecutionDescription) -> list[str]:
    """Where the Temporal UI shows something else than the model says."""
    if model.closed:
        return []
    marks = described.search_attributes
    roles = sorted({str(role) for task in model.s.tasks.values() for role in task.roles})
    said: Story = {"Stage": [str(model.s.stage)], "AwaitingRole": roles}
    found: Story = {name: sorted(map(str, marks.get(name, ()))) for name in said}
    return differences(said, found, "shown in Temporal: ")
