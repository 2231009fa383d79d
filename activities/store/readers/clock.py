"""What time it is in the business of this house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.processes import business_clock
from activities.store.readers.paging import Source, connected

if TYPE_CHECKING:
    from domain.clock import BusinessClock


def clock(source: Source) -> BusinessClock:
    """The clock of the house; the time of day unless a demo or a rehearsal set it otherwise."""
    with connected(source) as connection:
        return business_clock(connection)
