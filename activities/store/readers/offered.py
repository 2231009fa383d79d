"""A service as a customer sees it: what the catalogue says, and his contracts that cover it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from activities.store.readers.names import names_of
from activities.store.readers.paging import Source, connected
from activities.store.readers.service_records import CatalogueEntry
from activities.store.readers.views import catalogue, contracts
from domain.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import datetime


class OfferedService(CatalogueEntry):
    """A service of the catalogue, for a reader who sees nothing of its inner life.

    Args:
        owner_name: What its owner is called.
        contracts: The contracts that he sees and that cover it, without those that are over.
    """

    owner_name: str | None
    contracts: tuple[str, ...]


def offered(source: Source, service_id: str, at: datetime) -> OfferedService:
    """A service as the catalogue shows it at an instant of business time (R33, R47).

    Raises:
        NotFoundError: it is not in the catalogue.
    """
    entry, agreed = catalogue.c, contracts.c
    wanted = select(catalogue).where(
        entry.service_id == service_id,
        entry.published_at <= at,
        or_(entry.withdrawn_at.is_(None), entry.withdrawn_at > at),
    )
    his = select(agreed.contract_id).where(
        agreed.services.any(service_id), agreed.state.not_in(["expired", "cancelled"])
    )
    with connected(source) as connection:
        row = connection.execute(wanted).mappings().first()
        if row is None:
            message = f"there is no service {service_id[:80]!r}; `service list` lists them"
            raise NotFoundError(message, field="service")
        name = names_of(connection, [row["owner"]]).get(row["owner"])
        covered = tuple(connection.scalars(his.order_by(agreed.contract_id)))
        return OfferedService.model_validate({**row, "owner_name": name, "contracts": covered})
