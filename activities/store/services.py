"""The rows that follow from what happened to a service."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from activities.store.applying import apply
from activities.store.ready import put
from activities.store.schema import (
    catalogue_entry,
    gate,
    service,
    service_stage,
    service_version,
)
from domain import facts
from domain.ids import service_workflow_id
from domain.service import IN_CATALOGUE
from domain.words import Gate, Stage

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.dialects.postgresql import Insert

    from domain.service import ServiceFile
    from domain.steps import Noted

_HAS_AN_END = frozenset({Stage.RETIREMENT, Stage.RETIRED})

_LAST_ENTRY = select(func.coalesce(func.max(service_stage.c.position), 0)).where(
    service_stage.c.service_id == bindparam("of"), service_stage.c.version == bindparam("number")
)
_STANDS = (
    update(service_version)
    .where(
        service_version.c.service_id == bindparam("of"),
        service_version.c.version == bindparam("number"),
    )
    .values(stage=bindparam("now"))
)
_WITHDRAWN = (
    update(catalogue_entry)
    .where(
        catalogue_entry.c.service_id == bindparam("of"), catalogue_entry.c.withdrawn_at.is_(None)
    )
    .values(
        withdrawn_at=func.greatest(
            bindparam("since", type_=catalogue_entry.c.withdrawn_at.type),
            catalogue_entry.c.published_at,
        )
    )
)


@apply.register(facts.ServiceProposed)
def _service_proposed(fact: facts.ServiceProposed, noted: Noted, connection: Connection) -> None:
    _begin(connection, fact.service_id, fact.proposal, Stage.STRATEGY, noted, noted.at)


@apply.register(facts.ServiceImported)
def _service_imported(fact: facts.ServiceImported, noted: Noted, connection: Connection) -> None:
    since = datetime.combine(fact.since, time(), UTC)
    _begin(connection, fact.service_id, fact.proposal, fact.stage, noted, since)


@apply.register(facts.StageEntered)
def _stage_entered(fact: facts.StageEntered, noted: Noted, connection: Connection) -> None:
    _enter(connection, fact.service_id, fact.version, fact.stage, noted, noted.at)
    if not fact.leading:
        return
    connection.execute(
        update(service)
        .where(service.c.service_id == fact.service_id)
        .values(
            stage=fact.stage,
            version=fact.version,
            entered_at=noted.at,
            # A retirement that was put off stays so while a new version goes live.
            deferred_until_on=service.c.deferred_until_on
            if fact.stage is Stage.OPERATION
            else None,
            ends_at=service.c.ends_at if fact.stage in _HAS_AN_END else None,
        )
    )
    if fact.stage not in IN_CATALOGUE:
        _withdraw(connection, fact.service_id, noted.at)


@apply.register(facts.ServiceDeferred)
def _service_deferred(fact: facts.ServiceDeferred, _noted: Noted, connection: Connection) -> None:
    connection.execute(
        update(service)
        .where(service.c.service_id == fact.service_id)
        .values(deferred_until_on=fact.until)
    )


@apply.register(facts.GateAnswered)
def _gate_answered(fact: facts.GateAnswered, noted: Noted, connection: Connection) -> None:
    answered = {
        "service_id": fact.service_id,
        "version": fact.version,
        "gate": fact.gate,
        "data": fact.data,
        "answered_by": noted.by,
        "at": noted.at,
    }
    put(connection, gate, [answered], _latest)


def _latest(statement: Insert) -> Insert:
    """The latest answer to a gate is its answer."""
    latest = {name: statement.excluded[name] for name in ("data", "answered_by", "at")}
    return statement.on_conflict_do_update(
        index_elements=["service_id", "version", "gate"], set_=latest
    )


@apply.register(facts.CataloguePublished)
def _catalogue_published(
    fact: facts.CataloguePublished, noted: Noted, connection: Connection
) -> None:
    current = connection.scalar(
        select(catalogue_entry.c.version).where(
            catalogue_entry.c.service_id == fact.service_id,
            catalogue_entry.c.withdrawn_at.is_(None),
        )
    )
    if current != fact.version:
        since = datetime.combine(fact.since, time(), UTC) if fact.since else noted.at
        _withdraw(connection, fact.service_id, since)
        _publish(connection, fact.service_id, fact.version, since)


@apply.register(facts.CatalogueWithdrawn)
def _catalogue_withdrawn(
    fact: facts.CatalogueWithdrawn, noted: Noted, connection: Connection
) -> None:
    _withdraw(connection, fact.service_id, noted.at)


@apply.register(facts.RetirementRequested)
@apply.register(facts.RetirementRefused)
def _is_put_off_no_longer(
    fact: facts.RetirementRequested | facts.RetirementRefused,
    _noted: Noted,
    connection: Connection,
) -> None:
    connection.execute(
        update(service)
        .where(service.c.service_id == fact.service_id)
        .values(deferred_until_on=None)
    )


@apply.register(facts.CustomersTold)
def _customers_told(fact: facts.CustomersTold, _noted: Noted, connection: Connection) -> None:
    connection.execute(
        update(service).where(service.c.service_id == fact.service_id).values(ends_at=fact.ends_at)
    )


def _begin(  # noqa: PLR0913, PLR0917 - a service begins with all of this or not at all
    connection: Connection,
    service_id: str,
    file: ServiceFile,
    stage: Stage,
    noted: Noted,
    since: datetime,
) -> None:
    begun = {
        "service_id": service_id,
        "workflow_id": service_workflow_id(service_id),
        "name": file.name,
        "description": file.description,
        "owner": file.owner,
        "proposer": noted.by,
        "stage": stage,
        "version": 1,
        "customers_needs": list(file.customers_needs),
        "strategic_goals": list(file.strategic_goals),
        "entered_at": since,
    }
    put(connection, service, [begun])
    first = {
        "service_id": service_id,
        "version": 1,
        "stage": stage,
        "change": "",
        "opened_at": since,
    }
    put(connection, service_version, [first])
    _enter(connection, service_id, 1, stage, noted, since)


def _enter(  # noqa: PLR0913, PLR0917 - an entry names version, stage, mover and instant
    connection: Connection,
    service_id: str,
    version: int,
    stage: Stage,
    noted: Noted,
    at: datetime,
) -> None:
    """Note that a version entered a stage; positions count on within the version."""
    of_version = {"of": service_id, "number": version}
    entered = {
        "service_id": service_id,
        "version": version,
        "position": (connection.scalar(_LAST_ENTRY, of_version) or 0) + 1,
        "stage": stage,
        "entered_at": at,
        "moved_by": noted.by,
        "event_key": noted.key,
    }
    put(connection, service_stage, [entered], _unless_entered)
    connection.execute(_STANDS, {**of_version, "now": stage})


def _unless_entered(statement: Insert) -> Insert:
    return statement.on_conflict_do_nothing(index_elements=["event_key"])


def _publish(connection: Connection, service_id: str, version: int, at: datetime) -> None:
    name, description = connection.execute(
        select(service.c.name, service.c.description).where(service.c.service_id == service_id)
    ).one()
    levels = connection.scalar(
        select(gate.c.data)
        .where(
            gate.c.service_id == service_id,
            gate.c.version <= version,
            gate.c.gate == Gate.SERVICE_LEVELS,
        )
        .order_by(gate.c.version.desc())
        .limit(1)
    )
    published = {
        "service_id": service_id,
        "version": version,
        "name": name,
        "description": description,
        "service_levels": levels,
        "published_at": at,
    }
    put(connection, catalogue_entry, [published])


def _withdraw(connection: Connection, service_id: str, at: datetime) -> None:
    connection.execute(_WITHDRAWN, {"of": service_id, "since": at})
