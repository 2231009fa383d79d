"""Service plans in all their versions, and the ledger of credits; nothing changes (R67, R90)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as put_in

from activities.store.schema import credit_entry, service_plan, service_plan_version
from domain.errors import ConflictError, NotFoundError
from domain.model import Value
from domain.plans.credits import CreditEntry
from domain.plans.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection


class PlanVersion(Value):
    """One version of a plan on record.

    Args:
        at: When it was written, in business time.
        archived_at: Since when the plan takes no new contracts; None while it does.
    """

    plan_id: str
    version: int
    document: Plan
    by: str
    at: datetime
    archived_at: datetime | None = None


def hold(connection: Connection, plan_id: str) -> None:
    """Let nobody else change a plan until the transaction ends."""
    _hold(connection, f"plan/{plan_id}")


def hold_ledger(connection: Connection, contract_id: str) -> None:
    """Let nobody else book credits of a contract until the transaction ends."""
    _hold(connection, f"credits/{contract_id}")


def newest(connection: Connection, plan_id: str) -> PlanVersion | None:
    """The newest version of a plan; None where there is no such plan."""
    return _found(connection, plan_id)


def at_version(connection: Connection, plan_id: str, version: int) -> PlanVersion | None:
    """The version of a plan that somebody pinned; None where there is no such version."""
    return _found(connection, plan_id, service_plan_version.c.version == version)


def for_new_contract(connection: Connection, plan_id: str) -> PlanVersion:
    """The version of a plan that a new contract pins, which stays as it is until it is written.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is archived and takes no new contracts (R81, R87).
    """
    connection.execute(
        select(service_plan).where(service_plan.c.plan_id == plan_id).with_for_update(read=True)
    )
    found = newest(connection, plan_id)
    if found is None:
        message = f"there is no plan {plan_id[:80]!r}; `plan list` lists them"
        raise NotFoundError(message, field="plan")
    if found.archived_at is not None:
        message = f"plan {plan_id} is archived and takes no new contracts"
        raise ConflictError(message, field="plan")
    return found


def put(connection: Connection, one: PlanVersion) -> None:
    """Add a version of a plan, and the plan where it is the first.

    Idempotent by: nothing; the caller holds the plan and counts its versions.
    """
    name = one.document.title
    first = put_in(service_plan).values(plan_id=one.plan_id, name=name)
    connection.execute(first.on_conflict_do_update(index_elements=["plan_id"], set_={"name": name}))
    connection.execute(
        insert(service_plan_version).values(
            plan_id=one.plan_id,
            version=one.version,
            document=one.document.model_dump(mode="json"),
            by=one.by,
            at=one.at,
        )
    )


def archive(connection: Connection, plan_id: str, at: datetime) -> None:
    """Let a plan take no new contracts; those that have it keep it.

    Idempotent by: the plan's id; the first time stays.
    """
    taken = (service_plan.c.plan_id == plan_id) & service_plan.c.archived_at.is_(None)
    connection.execute(update(service_plan).where(taken).values(archived_at=at))


def bring_back(connection: Connection, plan_id: str) -> None:
    """Let a plan that was archived take new contracts again.

    Idempotent by: the plan's id.
    """
    wanted = update(service_plan).where(service_plan.c.plan_id == plan_id)
    connection.execute(wanted.values(archived_at=None))


def newest_of(connection: Connection, plan_ids: Collection[str]) -> dict[str, PlanVersion]:
    """The newest versions of several plans, by id; those that are not there are left out."""
    rows = connection.execute(
        select(service_plan_version, service_plan.c.archived_at)
        .distinct(service_plan_version.c.plan_id)
        .join(service_plan, service_plan.c.plan_id == service_plan_version.c.plan_id)
        .where(service_plan.c.plan_id == func.any(list(plan_ids)))
        .order_by(service_plan_version.c.plan_id, service_plan_version.c.version.desc())
    ).mappings()
    return {row["plan_id"]: PlanVersion.model_validate(row) for row in rows}


def credits_of(connection: Connection, contract_id: str) -> list[CreditEntry]:
    """The ledger of a contract, in the order in which it was written."""
    rows = connection.execute(
        select(credit_entry)
        .where(credit_entry.c.contract_id == contract_id)
        .order_by(credit_entry.c.entry_id)
    ).mappings()
    return [CreditEntry.model_validate(row) for row in rows]


def book(connection: Connection, entries: Sequence[CreditEntry], at: datetime) -> list[CreditEntry]:
    """Write entries into the ledger; the caller holds it, and reckons with what is in it.

    Returns:
        Those that were not there yet.

    Raises:
        ConflictError: an entry of the same key says something else.

    Idempotent by: the key of each entry.
    """
    there = _by_key(connection, [one.key for one in entries])
    new = [one for one in entries if one.key not in there]
    if other := [one.key for one in entries if there.get(one.key, one) != one]:
        message = f"{other[0]} is in the ledger already and says something else"
        raise ConflictError(message, field="credits")
    if new:
        rows = [{**one.model_dump(), "at": at} for one in new]
        connection.execute(insert(credit_entry), rows)
    return new


def _by_key(connection: Connection, keys: Iterable[str]) -> dict[str, CreditEntry]:
    wanted = select(credit_entry).where(credit_entry.c.key.in_(list(keys)))
    rows = connection.execute(wanted).mappings()
    return {row["key"]: CreditEntry.model_validate(row) for row in rows}


def _found(connection: Connection, plan_id: str, *which: ColumnElement[bool]) -> PlanVersion | None:
    wanted = (
        select(service_plan_version, service_plan.c.archived_at)
        .join(service_plan, service_plan.c.plan_id == service_plan_version.c.plan_id)
        .where(service_plan.c.plan_id == plan_id, *which)
        .order_by(service_plan_version.c.version.desc())
        .limit(1)
    )
    row = connection.execute(wanted).mappings().first()
    return PlanVersion.model_validate(row) if row else None


def _hold(connection: Connection, name: str) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
