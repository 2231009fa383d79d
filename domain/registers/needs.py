"""What customers need, as they say it, and what we answer (R99; 8.3.2)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.model import Edge, Identifier, Statement, Value


class NeedOutcome(StrEnum):
    """What becomes of a need."""

    MET = "met"
    PLANNED = "planned"
    DECLINED = "declined"


class NeedFile(Edge):
    """A need that a customer states."""

    customer: Identifier
    need: Statement


class NeedAnswer(Edge):
    """What we answer to a need; a later answer takes the place of an earlier one."""

    customer: Identifier
    number: int
    outcome: NeedOutcome
    answer: Statement


class Need(Value):
    """A need of a customer, by its number.

    Args:
        answered_at: When it was answered last; None while it waits for an answer.
    """

    customer_id: str
    number: int
    need: str
    stated_by: str
    stated_at: datetime
    outcome: NeedOutcome | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
