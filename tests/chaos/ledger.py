"""The ledger of the bodies: a line for each beginning and end of an activity's body, kept at once.

A line is on the disk before the body goes on, so that no kill takes it away.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pathlib import Path


class Moment(StrEnum):
    """What is about to happen, or has just happened."""

    BEGUN = "begun"
    RETURNED = "returned"
    KILLED = "killed"


class Line(BaseModel):
    """One moment of one body.

    Args:
        activity_id: Which call of the run it is; it stays the same however often it is tried.
        attempt: How often Temporal has handed it out.
        key: The business key by which the store knows the step.
        pid: The worker.
    """

    model_config = ConfigDict(frozen=True)

    moment: Moment
    run_id: str
    activity_id: str
    attempt: int
    activity: str
    key: str
    pid: int
    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))


class Ledger:
    """The file of all lines, which every worker of a house appends to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, line: Line) -> None:
        """Keep a line for good before anything else happens."""
        kept = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(kept, f"{line.model_dump_json()}\n".encode())
            os.fsync(kept)
        finally:
            os.close(kept)

    def lines(self) -> list[Line]:
        """Everything that was kept, in its order."""
        if not self._path.exists():
            return []
        return [Line.model_validate_json(one) for one in self._path.read_text().splitlines()]

    def kills(self) -> list[Line]:
        """Where a worker killed itself between commit and completion."""
        return [one for one in self.lines() if one.moment is Moment.KILLED]


def ran_twice(lines: list[Line]) -> list[Line]:
    """The bodies that ran to their end, commit included, and were begun again.

    Returns:
        The first line of each second run; a body that failed and was tried again is none.
    """
    returned: set[tuple[str, str]] = set()
    again: dict[tuple[str, str], Line] = {}
    for one in lines:
        body = (one.run_id, one.activity_id)
        match one.moment:
            case Moment.RETURNED:
                returned.add(body)
            case Moment.BEGUN if body in returned:
                again.setdefault(body, one)
            case _:
                continue
    return list(again.values())


def begun_again(lines: list[Line]) -> int:
    """How many bodies were begun more than once, for whatever reason."""
    begun: dict[tuple[str, str], int] = defaultdict(int)
    for one in lines:
        if one.moment is Moment.BEGUN:
            begun[one.run_id, one.activity_id] += 1
    return sum(1 for times in begun.values() if times > 1)
