"""What happens to a change of a service: each fact becomes one event (R27, R146; 8.5.1)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from domain.answers import Money
from domain.fact import GATE_CLAUSES, Fact
from domain.model import Confidential
from domain.service import DesignAnswers
from domain.words import ChangeSize, ChangeState, Gate


class ChangeFact(Fact):
    """Something that happened to a change.

    Args:
        number: Counts the changes of the service, from 1.
        title: The change in a few words.
        proposer: Who proposed it, and hears of it.
    """

    CLAUSES: ClassVar[tuple[str, ...]] = ("8.5.1",)
    service_id: str
    number: int
    title: str
    proposer: str

    def key_part(self) -> str:
        """The number as well: one decision may end several changes."""
        return f"{self.kind}/{self.number}"

    def words(self) -> str:
        """Which change it is about."""
        return f"{super().words()}: {self.number}"


class ChangeProposed(ChangeFact):
    """A change of a service in operation was proposed, by a person or by its improvement cycle.

    Args:
        request_id: The request that proposed it; empty where the improvement cycle did.
    """

    CLAUSES = ("8.5.1", "10.2")
    kind: Literal["change_proposed"] = "change_proposed"
    text: Confidential
    benefit: Confidential
    size: ChangeSize
    person_days: int | None = None
    cost: Money | None = None
    design: DesignAnswers = DesignAnswers()
    request_id: str = ""


class ChangeQueued(ChangeFact):
    """A change waits until those before it are live or over."""

    kind: Literal["change_queued"] = "change_queued"


class ChangePutToCommittee(ChangeFact):
    """A change is larger than policy lets pass without the committee."""

    CLAUSES = ("8.5.1", "8.2.2")
    kind: Literal["change_put_to_committee"] = "change_put_to_committee"
    size: ChangeSize


class ChangeApproved(ChangeFact):
    """The committee approved a change; it is made as a new version."""

    CLAUSES = ("8.5.1", "8.2.2")
    kind: Literal["change_approved"] = "change_approved"
    version: int


class ChangeRejected(ChangeFact):
    """The committee refused a change."""

    CLAUSES = ("8.5.1", "8.2.2")
    kind: Literal["change_rejected"] = "change_rejected"


class ChangeDeferred(ChangeFact):
    """The committee put the decision on a change off until a day; others go first meanwhile."""

    CLAUSES = ("8.5.1", "8.2.2")
    kind: Literal["change_deferred"] = "change_deferred"
    until: date


class ChangeWithdrawn(ChangeFact):
    """A change was taken back before it was live."""

    kind: Literal["change_withdrawn"] = "change_withdrawn"


class ChangeCancelled(ChangeFact):
    """A change was given up because its service is retired."""

    CLAUSES = ("8.5.1", "8.2.2")
    kind: Literal["change_cancelled"] = "change_cancelled"


class ChangeCorrected(ChangeFact):
    """A corrected decision put a change back where it stood, or took it out again (R43).

    Args:
        state: Where it stands again; cancelled where the corrected decision had brought it up.
        version: The version it is made as, where it is being made.
        until: The day it is put off to.
    """

    kind: Literal["change_corrected"] = "change_corrected"
    state: ChangeState
    version: int | None = None
    until: date | None = None


class ChangeLive(ChangeFact):
    """A change went live with its version, which takes the place of the one before."""

    CLAUSES = ("8.5.1", "10.2")
    kind: Literal["change_live"] = "change_live"
    version: int


class VersionOpened(Fact):
    """A new version of a service was begun (R27).

    Args:
        change: What it does differently; empty where the change of that number says it.
        number: The change it makes; a version that an earlier release began has none.
        waited: Whether the change had waited for its turn, so that who proposed it is told.
    """

    CLAUSES = ("8.5.1", "10.2")
    kind: Literal["version_opened"] = "version_opened"
    service_id: str
    version: int
    change: Confidential = ""
    number: int | None = None
    title: str = ""
    proposer: str = ""
    waited: bool = False


class DesignTakenOver(Fact):
    """Gates of design that came answered with a change hold for its version (R6, R28)."""

    kind: Literal["design_taken_over"] = "design_taken_over"
    service_id: str
    version: int
    number: int
    gates: tuple[Gate, ...]

    def clauses(self) -> tuple[str, ...]:
        """The clauses of all its gates."""
        return tuple(sorted({one for gate in self.gates for one in GATE_CLAUSES[gate]}))
