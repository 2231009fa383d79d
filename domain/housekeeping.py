"""What housekeeping looks for: processes that are open on record and do not run."""

from __future__ import annotations

from enum import StrEnum

from domain.model import Value


class StrayKind(StrEnum):
    """Why an open process does not run."""

    TERMINATED = "terminated"
    LOST = "lost"
    STOPPED = "stopped"


class Stray(Value):
    """An open process that does not run.

    Args:
        run_id: Its last run on record.
        why: What Temporal says of it, in a word or a sentence.
    """

    workflow_id: str
    run_id: str
    kind: StrayKind
    why: str


class Round(Value):
    """What one round found.

    Args:
        strays: The processes that were found astray in this round for the first time.
        astray: How many are astray in all.
        open: How many processes are open on record.
        next_minutes: Real minutes until the next round.
    """

    strays: tuple[str, ...] = ()
    astray: int = 0
    open: int = 0
    next_minutes: int = 1


class HousekeepingBook(Value):
    """What one run of housekeeping hands to the next."""

    rounds: int = 0
    last: Round = Round()
    page: int = 4_000
