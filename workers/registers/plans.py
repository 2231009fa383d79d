"""The register of service plans: each version is written once, no plan in use vanishes (R67)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from activities.store import plans as store
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.plans import PlanVersion
from domain.errors import ConflictError, NotFoundError
from domain.ids import subject_of
from domain.model import Value
from domain.plans.changes import PlanDifference, differences
from domain.plans.simple import PLAN
from domain.plans.unsound import wrong_in
from domain.registers.entries import column_of
from workers.registers.holds import hold_all
from workers.registers.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.identity import Actor
    from domain.plans.plan import Plan
    from domain.registers.entries import Draft, Refused

_CLAUSES = ("8.3.2",)


class PlanOutcome(StrEnum):
    """What became of a plan that was handed in."""

    ADDED = "added"
    NEW_VERSION = "new_version"
    UNCHANGED = "unchanged"
    BROUGHT_BACK = "brought_back"


class PlanWritten(Value):
    """A plan as it stands after it was handed in.

    Args:
        version: The newest version.
        differences: What it says otherwise than the one before it.
    """

    plan_id: str
    version: int
    outcome: PlanOutcome
    differences: tuple[PlanDifference, ...] = ()


def add_plan(engine: Engine, actor: Actor, plan_id: str, plan: Plan, now: datetime) -> PlanWritten:
    """Add a plan; one that was archived comes back as it is written now.

    Raises:
        ConflictError: there is one of this id that says something else.

    Idempotent by: the id; the same plan again changes nothing.
    Source: R67, R68.
    """
    with transaction(engine) as unit:
        _hold(unit.connection, plan_id)
        before = store.newest(unit.connection, plan_id)
        if before is None:
            coming = _version(actor, plan_id, 1, plan, now)
            _put(unit.connection, actor, coming, "plan_added", {"version": 1})
            done = _told(coming, PlanOutcome.ADDED)
        elif before.archived_at is not None:
            done = _brought_back(unit.connection, actor, before, plan, now)
        elif before.document == plan:
            done = _told(before, PlanOutcome.UNCHANGED)
        else:
            message = f"there is a plan {plan_id} already; `plan edit` makes a new version"
            raise ConflictError(message, field="id")
        unit.commit()
    return done


def edit_plan(engine: Engine, actor: Actor, plan_id: str, plan: Plan, now: datetime) -> PlanWritten:
    """Write a new version of a plan; contracts keep the version they pinned.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is archived.

    Idempotent by: the content; the same plan again makes no version.
    Source: R67, R81.
    """
    with transaction(engine) as unit:
        _hold(unit.connection, plan_id)
        before = _known(unit.connection, plan_id)
        _check_not_archived(before)
        changes = differences(before.document, plan)
        if not changes:
            return _told(before, PlanOutcome.UNCHANGED)
        coming = _version(actor, plan_id, before.version + 1, plan, now)
        fields: list[JsonValue] = [one.field for one in changes]
        data: dict[str, JsonValue] = {"version": coming.version, "fields": fields}
        _put(unit.connection, actor, coming, "plan_edited", data)
        unit.commit()
    written = _told(coming, PlanOutcome.NEW_VERSION)
    return written.model_copy(update={"differences": changes})


def archive_plan(
    engine: Engine, actor: Actor, plan_id: str, now: datetime, *, reason: str
) -> PlanVersion:
    """Let a plan take no new contracts; those that have it keep it, and every version stays.

    Raises:
        NotFoundError: there is no such plan.

    Idempotent by: the id; an archived plan stays as it is.
    Source: R81, R87.
    """
    with transaction(engine) as unit:
        _hold(unit.connection, plan_id)
        found = _known(unit.connection, plan_id)
        if found.archived_at is not None:
            return found
        event = _event(unit.connection, actor, plan_id, "plan_archived", now)
        note(unit.connection, [event.model_copy(update={"reason": reason})], now)
        store.archive(unit.connection, plan_id, now)
        unit.commit()
    return found.model_copy(update={"archived_at": now})


def _hold(connection: Connection, plan_id: str) -> None:
    """Hold the register, which a file of plans may be coming into, and then the plan."""
    hold_all(connection, [PLAN.plural])
    store.hold(connection, plan_id)


def without_unsound(connection: Connection, drafts: Sequence[Draft]) -> list[Refused]:
    """Why lines of an import are no sound plans, each with its column.

    A line that is wrong in some cells is judged by the others.
    """
    before = store.newest_of(connection, [one.record_id for one in drafts])
    refused: list[Refused] = []
    for one in drafts:
        last = before.get(one.record_id)
        wrong = {column_of(cell) for cell in one.wrong}
        for found in wrong_in(one.values, last.document if last else None, wrong):
            column = found.field if found.field in PLAN.columns else None
            refused.append(one.refused(column, found.message))
    return refused


def _brought_back(
    connection: Connection, actor: Actor, before: PlanVersion, plan: Plan, now: datetime
) -> PlanWritten:
    changes = differences(before.document, plan)
    version = before.version + 1 if changes else before.version
    coming = _version(actor, before.plan_id, version, plan, now)
    store.bring_back(connection, before.plan_id)
    if changes:
        store.put(connection, coming)
    event = _event(connection, actor, before.plan_id, "plan_brought_back", now)
    note(connection, [event.model_copy(update={"data": {"version": version}})], now)
    told = _told(coming, PlanOutcome.BROUGHT_BACK)
    return told.model_copy(update={"differences": changes})


def _known(connection: Connection, plan_id: str) -> PlanVersion:
    found = store.newest(connection, plan_id)
    if found is None:
        message = f"there is no plan {plan_id[:80]!r}; `plan list` lists them"
        raise NotFoundError(message, field="plan")
    return found


def _check_not_archived(found: PlanVersion) -> None:
    if found.archived_at is not None:
        message = f"plan {found.plan_id} is archived and changes no more; `plan add` brings it back"
        raise ConflictError(message, field="plan")


def _version(actor: Actor, plan_id: str, version: int, plan: Plan, now: datetime) -> PlanVersion:
    return PlanVersion(plan_id=plan_id, version=version, document=plan, by=actor.person, at=now)


def _put(
    connection: Connection,
    actor: Actor,
    coming: PlanVersion,
    kind: str,
    data: dict[str, JsonValue],
) -> None:
    store.put(connection, coming)
    event = _event(connection, actor, coming.plan_id, kind, coming.at)
    note(connection, [event.model_copy(update={"data": data})], coming.at)


def _told(one: PlanVersion, outcome: PlanOutcome) -> PlanWritten:
    return PlanWritten(plan_id=one.plan_id, version=one.version, outcome=outcome)


def _event(
    connection: Connection, actor: Actor, plan_id: str, kind: str, now: datetime
) -> NewEvent:
    subject = subject_of("plan", plan_id)
    return NewEvent(
        subject=subject,
        key=f"{subject}/{kind}/{next_position(connection, subject)}",
        kind=kind,
        actor=actor.person,
        stands_for=actor.stands_for,
        at=now,
        clauses=_CLAUSES,
    )
