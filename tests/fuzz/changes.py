"""Changes of a service, as the policy means them: how large one is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from domain.words import ChangeSize, ChangeState

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_HAND = frozenset({ChangeState.DECIDING, ChangeState.MAKING})
_WAITS = frozenset({ChangeState.QUEUED, ChangeState.DEFERRED})
_RISING = (ChangeSize.MINOR, ChangeSize.NORMAL, ChangeSize.MAJOR)


@dataclass
class Change:
    """A change of a service, from its proposal to its end.

    Args:
        gates: The gates that came answered with it.
        found_by: Which question of the improvement cycle found it; None where a person did.
        until: The day the committee put it off to.
        version: The version it is made as.
    """

    number: int
    title: str
    proposer: str
    size: str
    gates: set[str] = field(default_factory=set)
    found_by: int | None = None
    state: str = ChangeState.QUEUED
    until: date | None = None
    version: int | None = None

    @property
    def is_open(self) -> bool:
        return self.is_at_hand or self.state in _WAITS

    @property
    def is_at_hand(self) -> bool:
        """Whether it is decided on or made; there is never a second one."""
        return self.state in _AT_HAND

    @property
    def wakes_at(self) -> datetime | None:
        """The first instant of the day it was put off to."""
        return datetime.combine(self.until, time(), UTC) if self.until else None

    def waits(self, now: datetime) -> bool:
        """Whether its turn may come; one that was put off is not there before its day."""
        return self.state in _WAITS and (self.wakes_at is None or self.wakes_at <= now)

    def become(self, state: str, until: date | None = None) -> None:
        self.state, self.until = state, until


@dataclass(frozen=True)
class Sizes:
    """What the policy says of the size of changes, as its document says it."""

    said: Mapping[str, Any]

    def of(self, person_days: int | None, cost: Mapping[str, Any] | None) -> str:
        """The smallest size that holds both; a cost in a currency that is not named is too much."""
        if person_days is None and cost is None:
            return str(self.said["unstated"])
        for size in (ChangeSize.MINOR, ChangeSize.NORMAL):
            most = self.said[size]
            cheap = cost is None or cost["minor_units"] <= most["cost"].get(cost["currency"], -1)
            if cheap and (person_days or 0) <= most["person_days"]:
                return size
        return ChangeSize.MAJOR

    def committee_decides(self, size: str) -> bool:
        """Whether it is larger than what passes without the committee."""
        passes = self.said["committee_above"]
        return passes is None or _rank(size) > _rank(passes)


def _rank(size: str) -> int:
    return _RISING.index(ChangeSize(size))
