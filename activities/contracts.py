"""What a contract's process reads from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio import activity

from domain.contracts.periods import Period
from domain.contracts.pricing import IndexFigures
from domain.contracts.protocol import IndexWanted, LayoutWanted, ServicesLeaving

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from activities.store.unit import UnitOfWork


class Contracts:
    """Reads what a contract lives by; the functions that read are handed in with the store."""

    def __init__(
        self,
        units: Callable[[], UnitOfWork],
        lay_out: Callable[[Connection, LayoutWanted], Period],
        figures: Callable[[Connection, IndexWanted], IndexFigures | None],
        leaving: Callable[[Connection, str], ServicesLeaving],
    ) -> None:
        self._units = units
        self._lay_out = lay_out
        self._figures = figures
        self._leaving = leaving

    @activity.defn(name="contract.lay_out")
    def lay_out(self, wanted: LayoutWanted) -> Period:
        """Lay out a period by the calendar and the plan it is pinned to (R92, R93)."""
        with self._units() as unit:
            return self._lay_out(unit.connection, wanted)

    @activity.defn(name="contract.index_figures")
    def index_figures(self, wanted: IndexWanted) -> IndexFigures | None:
        """Read the figures of an index; None while one of them is not on record (R65)."""
        with self._units() as unit:
            return self._figures(unit.connection, wanted)

    @activity.defn(name="contract.services_leaving")
    def services_leaving(self, contract_id: str) -> ServicesLeaving:
        """Read which services of a contract are being retired (R38)."""
        with self._units() as unit:
            return self._leaving(unit.connection, contract_id)
