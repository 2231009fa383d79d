"""The database as the three roles reach it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True)
class House:
    """A database with the present schema, the default policy, and nothing else in it."""

    owner: Engine
    worker: Engine
    reader: Engine
