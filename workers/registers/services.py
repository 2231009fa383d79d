"""What hangs on a service outside of its process: dependents and measures (R26, R38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import dependents, measures
from activities.store.journal import next_position, note
from activities.store.log import NewEvent
from activities.store.people import by_id
from activities.store.standing import stage_of
from activities.store.unit import UnitOfWork
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.ids import subject_of
from domain.service import FINAL_STAGES

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection, Engine

    from domain.dependents import Dependent, DependentClosing, DependentFile
    from domain.identity import Actor
    from domain.service import Measure

_DEPENDS = ("8.2.2",)
_MEASURED = ("9.1",)
