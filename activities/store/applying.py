"""The rows that follow from a fact, chosen by the kind of the fact."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.fact import Fact
    from domain.steps import Noted


@singledispatch
def apply(fact: Fact, noted: Noted, connection: Connection) -> None:
    """Write the rows that follow from a fact; many facts are only events.

    Idempotent by: the keys of the rows; a fact that is applied again changes nothing.
    """
