"""The services and the recipients of a contract: services hold it while it runs (R38, R63)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store import dependents
from activities.store.registers.taking_part import passive
from activities.store.schema import (
    contract,
    contract_recipient,
    contract_service,
    dependent,
    person,
    service,
)
from domain.contracts.ending import Leaving
from domain.contracts.spans import ONE_DAY, start_of
from domain.contracts.words import Side
from domain.service import FINAL_STAGES
from domain.words import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.contracts.terms import Recipients

KIND = "contract"
"""The kind of dependent that a contract is."""


def take_on(
    connection: Connection, contract_id: str, services: Sequence[str], at: datetime
) -> None:
    """Let a contract cover services; one that is not in the register it cannot."""
    known = select(literal(contract_id), service.c.service_id, literal(at)).where(
        service.c.service_id.in_(services)
    )
    columns = ["contract_id", "service_id", "since_at"]
    connection.execute(
        insert(contract_service)
        .from_select(columns, known)
        .on_conflict_do_update(
            index_elements=["contract_id", "service_id"], set_={"until_at": None}
        )
    )


def leave(connection: Connection, contract_id: str, service_id: str, at: datetime) -> None:
    """Let a contract cover a service no longer."""
    of = (contract_service.c.contract_id == contract_id) & (
        contract_service.c.service_id == service_id
    )
    connection.execute(update(contract_service).where(of).values(until_at=at))
    _close(connection, contract_id, [service_id], "the contract goes on without it", at)


def open_all(connection: Connection, contract_id: str, at: datetime) -> None:
    """Let the contract hold the retirement of its services, but of one that is past that."""
    name, contact_id = connection.execute(
        select(contract.c.name, contract.c.account_manager).where(
            contract.c.contract_id == contract_id
        )
    ).one()
    contact_id = _contact(connection, contract_id) or contact_id
    for service_id in _covered(connection, contract_id):
        if not dependents.come_too_late(connection, service_id):
            row = {
                "service_id": service_id,
                "kind": KIND,
                "dependent_id": contract_id,
                "name": name,
                "contact": contact_id,
                "opened_at": at,
            }
            anew = {"closed_at": None, "closed_reason": None}
            connection.execute(
                insert(dependent)
                .values(row)
                .on_conflict_do_update(
                    index_elements=["service_id", "kind", "dependent_id"], set_=anew
                )
            )


def reach_through(connection: Connection, contract_id: str) -> None:
    """Let the services reach the contract through whoever is told of it now, where it holds any."""
    manager = select(contract.c.account_manager).where(contract.c.contract_id == contract_id)
    contact_id = _contact(connection, contract_id) or connection.scalar(manager)
    of = (dependent.c.kind == KIND) & (dependent.c.dependent_id == contract_id)
    connection.execute(
        update(dependent).where(of, dependent.c.closed_at.is_(None)).values(contact=contact_id)
    )


def close_all(connection: Connection, contract_id: str, reason: str, at: datetime) -> None:
    """Let the contract hold none of its services any more."""
    _close(connection, contract_id, _covered(connection, contract_id), reason, at)


def leaving(connection: Connection, contract_id: str) -> tuple[Leaving, ...]:
    """The services of a contract that are being retired, with the day each ends."""
    rows = connection.execute(
        select(service.c.service_id, service.c.ends_at, contract.c.time_zone)
        .join(contract_service, contract_service.c.service_id == service.c.service_id)
        .join(contract, contract.c.contract_id == contract_service.c.contract_id)
        .where(
            contract_service.c.contract_id == contract_id,
            contract_service.c.until_at.is_(None),
            service.c.stage == Stage.RETIREMENT,
            service.c.ends_at.is_not(None),
        )
        .order_by(service.c.service_id)
    )
    return tuple(_leaving(*row) for row in rows)


def contracts_on(connection: Connection, service_id: str) -> list[str]:
    """The contracts that hold the retirement of a service."""
    return list(
        connection.scalars(
            select(dependent.c.dependent_id)
            .join(contract, contract.c.contract_id == dependent.c.dependent_id)
            .where(
                dependent.c.service_id == service_id,
                dependent.c.kind == KIND,
                dependent.c.closed_at.is_(None),
            )
            .order_by(dependent.c.dependent_id)
        )
    )


def _leaving(service_id: str, ends_at: datetime, time_zone: str) -> Leaving:
    on = ends_at.astimezone(ZoneInfo(time_zone)).date()
    return Leaving(service_id=service_id, on=on, at=start_of(on + ONE_DAY, time_zone))


def _covered(connection: Connection, contract_id: str) -> list[str]:
    """The services a contract covers that have not come to their end."""
    return list(
        connection.scalars(
            select(contract_service.c.service_id)
            .join(service, service.c.service_id == contract_service.c.service_id)
            .where(
                contract_service.c.contract_id == contract_id,
                contract_service.c.until_at.is_(None),
                service.c.stage.not_in(list(FINAL_STAGES)),
            )
            .order_by(contract_service.c.service_id)
        )
    )


def _contact(connection: Connection, contract_id: str) -> str | None:
    """Who is told when a service ends: the first active recipient of the customer's side."""
    return connection.scalar(
        select(contract_recipient.c.person_id)
        .join(person, person.c.person_id == contract_recipient.c.person_id)
        .where(
            contract_recipient.c.contract_id == contract_id,
            contract_recipient.c.until_at.is_(None),
            contract_recipient.c.side == Side.CUSTOMER,
            person.c.archived_at.is_(None),
            ~passive(contract_recipient.c.person_id),
        )
        .order_by(contract_recipient.c.person_id)
        .limit(1)
    )


def _close(
    connection: Connection, contract_id: str, services: Sequence[str], reason: str, at: datetime
) -> None:
    for service_id in services:
        one = dependents.by_key(connection, service_id, KIND, contract_id)
        if one is not None:
            dependents.close(connection, one, reason=reason, at=at)


def choose(connection: Connection, contract_id: str, chosen: Recipients, at: datetime) -> None:
    """Let these people be told from now on, and nobody else."""
    rows = [
        {
            "contract_id": contract_id,
            "person_id": one,
            "side": side,
            "since_at": at,
            "until_at": None,
        }
        for side, people in chosen.by_side().items()
        for one in people
    ]
    gone = (
        (contract_recipient.c.contract_id == contract_id)
        & contract_recipient.c.until_at.is_(None)
        & contract_recipient.c.person_id.not_in([row["person_id"] for row in rows])
    )
    connection.execute(update(contract_recipient).where(gone).values(until_at=at))
    if rows:
        new = insert(contract_recipient)
        again = {"side": new.excluded.side, "until_at": None}
        connection.execute(
            new.on_conflict_do_update(index_elements=["contract_id", "person_id"], set_=again),
            rows,
        )
