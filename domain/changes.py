"""The changes of a service: one is made at a time, the others wait for their turn (R27; 8.5.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.answers import Money, PersonDays
from domain.model import Edge, ShortText, Statement, Value
from domain.service import DesignAnswers
from domain.words import ChangeSize, ChangeState, Gate

_LONGEST_TITLE = 120
_AT_HAND = frozenset({ChangeState.DECIDING, ChangeState.MAKING})


class ChangeFile(Edge):
    """A change of a service as a person proposes it.

    Args:
        title: The change in a few words, as lists and questions show it.
        change: What the next version does differently.
        benefit: Why it is worth it.
        person_days: How much work it is.
        cost: What it costs beside the work.
        design: What design needs later and is already known; a gate given here is not asked again.
    """

    title: ShortText
    change: Statement
    benefit: Statement
    person_days: PersonDays
    cost: Money | None = None
    design: DesignAnswers = DesignAnswers()


class OpenChange(Value):
    """A change that is neither live nor over, as its service carries it.

    What it says in full lies in PostgreSQL.

    Args:
        number: Counts the changes of the service, from 1.
        proposer: Who proposed it; he does not vote on it.
        stated: Whether work or cost were stated, from which its size follows.
        queued: Whether it had to wait for its turn, so that who proposed it hears when it begins.
        gates: The gates that came answered with it.
        cycle: The improvement cycle that found it; None where a person proposed it.
        deferred_until: The day the committee is asked about it again.
    """

    number: int
    title: str
    proposer: str
    size: ChangeSize
    stated: bool = True
    queued: bool = False
    gates: tuple[Gate, ...] = ()
    cycle: int | None = None
    state: ChangeState = ChangeState.QUEUED
    deferred_until: date | None = None

    @property
    def wakes_at(self) -> datetime | None:
        """The first instant of the day it was put off to, in UTC."""
        day = self.deferred_until
        return datetime.combine(day, time(), UTC) if day else None

    def is_ready(self, now: datetime) -> bool:
        """Whether its turn may come; one that was put off waits for its day."""
        return self.wakes_at is None or self.wakes_at <= now


class Changes(BaseModel):
    """The open changes of a service, in the order they were proposed.

    Args:
        count: How many were ever proposed.
    """

    model_config = ConfigDict(extra="ignore")

    count: Annotated[int, Field(ge=0)] = 0
    open: tuple[OpenChange, ...] = ()

    @property
    def at_hand(self) -> OpenChange | None:
        """The one the committee decides on or that is being made; there is never a second one."""
        return next((one for one in self.open if one.state in _AT_HAND), None)

    @property
    def waiting(self) -> tuple[OpenChange, ...]:
        """Those whose turn has not come, or that were put off."""
        return tuple(one for one in self.open if one.state not in _AT_HAND)

    def next(self, now: datetime) -> OpenChange | None:
        """The one whose turn it is: the one at hand, else the oldest that is not put off."""
        return self.at_hand or next((one for one in self.waiting if one.is_ready(now)), None)

    def wakes_at(self) -> datetime | None:
        """When the first of those that were put off comes back."""
        return min((one.wakes_at for one in self.waiting if one.wakes_at), default=None)

    def numbered(self, number: int) -> OpenChange | None:
        """The open change of a number."""
        return next((one for one in self.open if one.number == number), None)

    def propose(self, wanted: OpenChange) -> OpenChange:
        """Add a change at the end, under the next number."""
        self.count += 1
        added = wanted.model_copy(update={"number": self.count})
        self.open = (*self.open, added)
        return added

    def put(
        self, change: OpenChange, state: ChangeState, *, until: date | None = None
    ) -> OpenChange:
        """Note where a change stands by now."""
        now = change.model_copy(update={"state": state, "deferred_until": until})
        self.open = tuple(now if one.number == change.number else one for one in self.open)
        return now

    def drop(self, *over: OpenChange) -> None:
        """Forget changes that are over."""
        numbers = {one.number for one in over}
        self.open = tuple(one for one in self.open if one.number not in numbers)

    def keep_what_was_proposed_since(self, later: Changes, cycle: int) -> None:
        """Going back to before a decision loses nothing that people proposed meanwhile.

        A change that the decision itself brought up is not among it; its number is given again.

        Args:
            later: The changes as they stood when the decision was corrected.
            cycle: How many improvement cycles had closed before the decision.
        """
        since = [one for one in later.open if one.number > self.count]
        kept = [one for one in since if one.cycle is None or one.cycle <= cycle]
        again = {"state": ChangeState.QUEUED, "deferred_until": None}
        self.open = (*self.open, *(one.model_copy(update=again) for one in kept))
        self.count = max([self.count, *(one.number for one in kept)])


def title_of(text: str) -> str:
    """A few words for a change that came as one long text: its first line, cut where it is long."""
    line = text.strip().splitlines()[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"
