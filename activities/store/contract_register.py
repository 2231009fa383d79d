"""What hangs on contracts outside of their processes: put away, and figures of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import contract, price_index
from domain.contracts.words import ContractState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.contracts.index import IndexFigure

_OVER = (ContractState.EXPIRED, ContractState.CANCELLED)


def state_of(connection: Connection, contract_id: str) -> ContractState | None:
    """Where a contract stands, which stays so until the transaction ends; None for an unknown."""
    wanted = select(contract.c.state).where(contract.c.contract_id == contract_id)
    state: str | None = connection.scalar(wanted.with_for_update())
    return ContractState(state) if state else None


def archive(connection: Connection, contract_id: str, at: datetime) -> bool:
    """Put a contract away that is over.

    Returns:
        Whether it was not until now.
    """
    still_there = (
        (contract.c.contract_id == contract_id)
        & contract.c.archived_at.is_(None)
        & contract.c.state.in_(list(_OVER))
    )
    return bool(
        connection.execute(update(contract).where(still_there).values(archived_at=at)).rowcount
    )


def put_figure(connection: Connection, one: IndexFigure, by: str, at: datetime) -> bool:
    """Record a figure of an index.

    Returns:
        Whether it is new.

    Idempotent by: the index and the month.
    """
    row = {
        "index_name": one.index,
        "month_on": one.month_on,
        "figure": one.figure,
        "source": one.source,
        "recorded_by": by,
        "at": at,
    }
    return bool(
        connection.execute(insert(price_index).values(row).on_conflict_do_nothing()).rowcount
    )


def figure_of(connection: Connection, one: IndexFigure) -> IndexFigure | None:
    """The figure that is recorded for the same index and month."""
    row = connection.execute(
        select(price_index).where(
            price_index.c.index_name == one.index, price_index.c.month_on == one.month_on
        )
    ).first()
    if row is None:
        return None
    return one.model_copy(update={"figure": row.figure, "source": row.source})
