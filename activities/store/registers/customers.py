"""The customer whom a contract is agreed with, as the step that writes it finds him (R57, R87)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store.schema import customer
from domain.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def for_new_contract(connection: Connection, customer_id: str) -> None:
    """Let a customer stay as he is until a contract with him is written.

    Raises:
        NotFoundError: there is no such customer.
        ConflictError: he is archived and takes no new contracts.
    """
    his = select(customer.c.archived_at).where(customer.c.customer_id == customer_id)
    row = connection.execute(his.with_for_update(read=True)).first()
    if row is None:
        message = f"there is no customer {customer_id[:80]!r}; `customer list` lists them"
        raise NotFoundError(message, field="customer")
    if row.archived_at is not None:
        message = f"customer {customer_id} is archived and takes no new contracts"
        raise ConflictError(message, field="customer")


def hold(connection: Connection, customer_id: str) -> None:
    """Let no contract be written with a customer until the transaction ends; reading goes on."""
    his = select(customer.c.customer_id).where(customer.c.customer_id == customer_id)
    connection.execute(his.with_for_update())
