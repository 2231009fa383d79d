"""The rows that follow from what happened to a change of a service (R27; 8.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.applying import apply
from activities.store.schema import gate, service_change, service_version
from domain import change_facts as facts
from domain.words import ChangeState, Stage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from domain.steps import Noted

_OVER = frozenset(
    {ChangeState.LIVE, ChangeState.REJECTED, ChangeState.WITHDRAWN, ChangeState.CANCELLED}
)


@apply.register(facts.ChangeProposed)
def _proposed(fact: facts.ChangeProposed, noted: Noted, connection: Connection) -> None:
    """Keep a change; a number that a correction took back is given out again."""
    row = {
        "title": fact.title,
        "change": fact.text,
        "benefit": fact.benefit,
        "proposer": fact.proposer,
        "size": fact.size,
        "person_days": fact.person_days,
        "cost": fact.cost.model_dump(mode="json") if fact.cost else None,
        "design": {one.value: data for one, data in fact.design.given().items()},
        "state": ChangeState.QUEUED,
        "version": None,
        "deferred_until_on": None,
        "proposed_at": noted.at,
        "begun_at": None,
        "ended_at": None,
        "request_id": fact.request_id or None,
    }
    connection.execute(
        insert(service_change)
        .values(service_id=fact.service_id, number=fact.number, **row)
        .on_conflict_do_update(index_elements=["service_id", "number"], set_=row)
    )


@apply.register(facts.ChangePutToCommittee)
def _put_to_committee(
    fact: facts.ChangePutToCommittee, noted: Noted, connection: Connection
) -> None:
    _stands(connection, fact, noted, ChangeState.DECIDING)


@apply.register(facts.ChangeRejected)
def _rejected(fact: facts.ChangeRejected, noted: Noted, connection: Connection) -> None:
    _stands(connection, fact, noted, ChangeState.REJECTED)


@apply.register(facts.ChangeDeferred)
def _deferred(fact: facts.ChangeDeferred, noted: Noted, connection: Connection) -> None:
    _stands(connection, fact, noted, ChangeState.DEFERRED, deferred_until_on=fact.until)


@apply.register(facts.ChangeWithdrawn)
def _withdrawn(fact: facts.ChangeWithdrawn, noted: Noted, connection: Connection) -> None:
    _stands(connection, fact, noted, ChangeState.WITHDRAWN)


@apply.register(facts.ChangeCancelled)
def _cancelled(fact: facts.ChangeCancelled, noted: Noted, connection: Connection) -> None:
    _stands(connection, fact, noted, ChangeState.CANCELLED)


@apply.register(facts.ChangeLive)
def _live(fact: facts.ChangeLive, noted: Noted, connection: Connection) -> None:
    _stands(connection, fact, noted, ChangeState.LIVE, version=fact.version)


@apply.register(facts.ChangeCorrected)
def _corrected(fact: facts.ChangeCorrected, noted: Noted, connection: Connection) -> None:
    """Put a change back; what was not begun yet has no version any more."""
    made = {"version": fact.version} if fact.version else {"version": None, "begun_at": None}
    _stands(connection, fact, noted, fact.state, deferred_until_on=fact.until, **made)


@apply.register(facts.VersionOpened)
def _version_opened(fact: facts.VersionOpened, noted: Noted, connection: Connection) -> None:
    """Begin a version; a number that a correction took back is given out again."""
    said = connection.scalar(
        select(service_change.c.change).where(_is(fact.service_id, fact.number))
    )
    begun = {"stage": Stage.DESIGN, "change": fact.change or said or "", "opened_at": noted.at}
    connection.execute(
        insert(service_version)
        .values(service_id=fact.service_id, version=fact.version, **begun)
        .on_conflict_do_update(index_elements=["service_id", "version"], set_=begun)
    )
    connection.execute(
        update(service_change)
        .where(_is(fact.service_id, fact.number))
        .values(
            state=ChangeState.MAKING,
            version=fact.version,
            begun_at=noted.at,
            deferred_until_on=None,
        )
    )


@apply.register(facts.DesignTakenOver)
def _design_taken_over(fact: facts.DesignTakenOver, noted: Noted, connection: Connection) -> None:
    """The answers that came with a change hold for its version; its proposer gave them."""
    found = connection.execute(
        select(service_change.c.design, service_change.c.proposer).where(
            _is(fact.service_id, fact.number)
        )
    ).one()
    for one in fact.gates:
        row = {"data": found.design[one], "answered_by": found.proposer, "at": noted.at}
        connection.execute(
            insert(gate)
            .values(service_id=fact.service_id, version=fact.version, gate=one, **row)
            .on_conflict_do_update(index_elements=["service_id", "version", "gate"], set_=row)
        )


def _stands(
    connection: Connection,
    fact: facts.ChangeFact,
    noted: Noted,
    state: ChangeState,
    **more: object,
) -> None:
    usual = {
        "state": state,
        "deferred_until_on": None,
        "ended_at": noted.at if state in _OVER else None,
    }
    connection.execute(
        update(service_change).where(_is(fact.service_id, fact.number)).values(usual | more)
    )


def _is(service_id: str, number: int | None) -> ColumnElement[bool]:
    return (service_change.c.service_id == service_id) & (service_change.c.number == number)
