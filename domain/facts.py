"""What a process knows to have happened: each fact becomes one event, and the rows that follow.

Every fact carries the clauses of ISO/IEC 20000-1 it is evidence for, so that an evidence pack
per clause is a query.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from domain.change_facts import (
    ChangeApproved,
    ChangeCancelled,
    ChangeCorrected,
    ChangeDeferred,
    ChangeLive,
    ChangeProposed,
    ChangePutToCommittee,
    ChangeQueued,
    ChangeRejected,
    ChangeWithdrawn,
    DesignTakenOver,
    VersionOpened,
)
from domain.contracts.facts import AnyContractFact
from domain.fact import GATE_CLAUSES, Fact
from domain.service import Move, ServiceFile
from domain.words import Gate, Stage


class ServiceProposed(Fact):
    """A service was proposed to the committee (R4)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["service_proposed"] = "service_proposed"
    service_id: str
    proposal: ServiceFile


class ServiceImported(Fact):
    """A service that already ran came in at its stage (R37)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["service_imported"] = "service_imported"
    service_id: str
    proposal: ServiceFile
    stage: Stage
    since: date


_STAGE_CLAUSES: dict[Stage, tuple[str, ...]] = {
    Stage.STRATEGY: ("8.2.2",),
    Stage.DESIGN: ("8.2.2", "8.5.2"),
    Stage.TRANSITION: ("8.5.2",),
    Stage.OPERATION: ("8.5.2", "8.5.3"),
    Stage.RETIREMENT: ("8.2.2", "8.5.2"),
    Stage.RETIRED: ("8.5.2", "8.2.4"),
    Stage.REJECTED: ("8.2.2",),
    Stage.WITHDRAWN: ("8.2.2",),
}


class StageEntered(Fact):
    """A version of a service entered a stage; the service is where its leading version is (R37).

    Args:
        move: What moved it; None where another version took its place or it was given up.
    """

    kind: Literal["stage_entered"] = "stage_entered"
    service_id: str
    version: int
    stage: Stage
    leading: bool = True
    move: Move | None = None

    def clauses(self) -> tuple[str, ...]:
        """The clauses of the stage that was entered."""
        return _STAGE_CLAUSES[self.stage]

    def key_part(self) -> str:
        """Version and stage: one decision may move two versions."""
        return f"{self.kind}/{self.version}/{self.stage}"

    def words(self) -> str:
        """Which version enters which stage."""
        return f"version {self.version} enters {self.stage}"


class ServiceDeferred(Fact):
    """The committee put the question off until a day (R36)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["service_deferred"] = "service_deferred"
    service_id: str
    until: date


class GateAnswered(Fact):
    """A gate of design was answered, by a task or with the proposal (R6, R28, R31, R32)."""

    kind: Literal["gate_answered"] = "gate_answered"
    service_id: str
    version: int
    gate: Gate
    data: dict[str, JsonValue]
    with_proposal: bool = False

    def clauses(self) -> tuple[str, ...]:
        """The clauses of the gate."""
        return GATE_CLAUSES[self.gate]

    def key_part(self) -> str:
        """Version and gate: a proposal may answer several gates."""
        return f"{self.kind}/{self.version}/{self.gate}"


class CataloguePublished(Fact):
    """A version of a service was published in the service catalogue (R33)."""

    CLAUSES = ("8.2.4",)
    kind: Literal["catalogue_published"] = "catalogue_published"
    service_id: str
    version: int
    since: date | None = None


class CatalogueWithdrawn(Fact):
    """A service was taken out of the service catalogue (R26, R33)."""

    CLAUSES = ("8.2.4",)
    kind: Literal["catalogue_withdrawn"] = "catalogue_withdrawn"
    service_id: str


class CycleClosed(Fact):
    """An improvement cycle came to its finding: keep, change or retire (R25, R27)."""

    CLAUSES = ("10.2",)
    kind: Literal["improvement_cycle_closed"] = "improvement_cycle_closed"
    service_id: str
    cycle: int
    finding: str


class RetirementRequested(Fact):
    """Somebody asked the committee to retire a service (R26, R38)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["retirement_requested"] = "retirement_requested"
    service_id: str


class RetirementRefused(Fact):
    """The committee keeps a service that somebody asked to retire (R26, R36)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["retirement_refused"] = "retirement_refused"
    service_id: str


class CustomersTold(Fact):
    """The customers of a service were told when it ends (R38)."""

    CLAUSES = ("8.3.2", "8.5.2")
    kind: Literal["customers_told"] = "customers_told"
    service_id: str
    ends_at: datetime


class ServiceStays(Fact):
    """Customers who were told that a service ends were told that it stays after all (R38, R43)."""

    CLAUSES = ("8.3.2", "8.5.2")
    kind: Literal["service_stays"] = "service_stays"
    service_id: str


class DependentsShown(Fact):
    """The records that still hold a retirement were shown to their keepers (R38)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["dependents_shown"] = "dependents_shown"
    service_id: str


class DependentsClosed(Fact):
    """Nothing depends on the service any more (R38)."""

    CLAUSES = ("8.2.2",)
    kind: Literal["dependents_closed"] = "dependents_closed"
    service_id: str


class DataReturned(Fact):
    """Customers' data were returned and erased, or none was held (R31, R38)."""

    CLAUSES = ("8.7.3",)
    kind: Literal["data_returned"] = "data_returned"
    service_id: str
    outcome: str


class PolicyDrafted(Fact):
    """A policy document was put up for approval (R42)."""

    CLAUSES = ("5.2", "7.5")
    kind: Literal["policy_drafted"] = "policy_drafted"
    policy_id: str


class PolicyPublished(Fact):
    """A policy document was approved and published (R42)."""

    CLAUSES = ("5.2", "7.5")
    kind: Literal["policy_published"] = "policy_published"
    policy_id: str


class PolicyRejected(Fact):
    """A policy document was refused (R42)."""

    CLAUSES = ("5.2", "7.5")
    kind: Literal["policy_rejected"] = "policy_rejected"
    policy_id: str


class PolicyAdopted(Fact):
    """A running process took up the policy in force (R42)."""

    CLAUSES = ("7.5",)
    kind: Literal["policy_adopted"] = "policy_adopted"


class ProcessResumed(Fact):
    """A process that was terminated or lost was started again where it stood (R37)."""

    CLAUSES = ("8.1",)
    kind: Literal["process_resumed"] = "process_resumed"


AnyFact = Annotated[
    ServiceProposed
    | ServiceImported
    | StageEntered
    | ServiceDeferred
    | GateAnswered
    | CataloguePublished
    | CatalogueWithdrawn
    | CycleClosed
    | ChangeProposed
    | ChangeQueued
    | ChangePutToCommittee
    | ChangeApproved
    | ChangeRejected
    | ChangeDeferred
    | ChangeWithdrawn
    | ChangeCancelled
    | ChangeCorrected
    | ChangeLive
    | VersionOpened
    | DesignTakenOver
    | RetirementRequested
    | RetirementRefused
    | CustomersTold
    | ServiceStays
    | DependentsShown
    | DependentsClosed
    | DataReturned
    | PolicyDrafted
    | PolicyPublished
    | PolicyRejected
    | PolicyAdopted
    | ProcessResumed
    | AnyContractFact,
    Field(discriminator="kind"),
]
