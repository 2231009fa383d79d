"""What a service's process reads from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from activities.store.unit import UnitOfWork


class Services:
    """Reads the records a service's process waits for."""

    def __init__(
        self,
        units: Callable[[], UnitOfWork],
        open_dependents: Callable[[Connection, str], dict[str, int]],
        contracts_on: Callable[[Connection, str], list[str]],
    ) -> None:
        self._units = units
        self._open_dependents = open_dependents
        self._contracts_on = contracts_on

    @activity.defn(name="service.contracts_on")
    def contracts_on(self, service_id: str) -> list[str]:
        """Find the contracts that still depend on a service (R38)."""
        with self._units() as unit:
            return self._contracts_on(unit.connection, service_id)

    @activity.defn(name="service.open_dependents")
    def open_dependents(self, service_id: str) -> int:
        """Count the records of any kind that still depend on a service (R38)."""
        with self._units() as unit:
            return sum(self._open_dependents(unit.connection, service_id).values())
