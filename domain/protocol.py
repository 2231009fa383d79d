"""What starters and processes say to each other."""

from __future__ import annotations

from datetime import datetime

from pydantic import JsonValue

from domain.changes import ChangeFile
from domain.clock import BusinessClock
from domain.model import Confidential, Value
from domain.policy import PinnedPolicy
from domain.service import ImportedService, ServiceFile
from domain.steps import Asked
from domain.words import Role


class Carried(Value):
    """What one run of a process hands to the next, and `resume` to the first after a loss."""

    state: dict[str, JsonValue]
    policy: PinnedPolicy
    clock: BusinessClock


class ProcessInput(Value):
    """How a process starts: with a request of a person, or with what an earlier run carried."""

    request: Asked | None = None
    carried: Carried | None = None


class ServiceLifecycleInput(ProcessInput):
    """How a service starts: proposed, or imported at its stage; `service_id` names it for life."""

    service_id: str
    proposal: ServiceFile | None = None
    imported: ImportedService | None = None


class PolicyPublicationInput(ProcessInput):
    """How the publication of a policy document starts; the document lies in PostgreSQL."""

    policy_id: str
    title: str = ""


class ProcessStanding(Value):
    """What `opened` answers: where a process stands, for whoever started or found it.

    Args:
        new: Whether this run took the process into the record.
        fingerprint: The content it was opened with.
    """

    workflow_id: str
    stage: str
    new: bool
    fingerprint: str


class Receipt(Value):
    """What a person gets for an answer, once it is stored.

    Args:
        outcome: What this person answered.
        state: completed, voted or assigned.
        decision_id: The decision; None while a body is still voting.
        decided: What was decided; a body may decide otherwise than this person voted.
    """

    task_id: str
    outcome: str
    state: str
    decision_id: str | None = None
    decided: str | None = None
    by: str
    at: datetime


class RunStanding(Value):
    """Where a run of a process stands, in its own words.

    Args:
        step: The last step it wrote or is writing.
        tasks: The tasks it holds open.
        at_work: Whether it has something to write, so that it may stand elsewhere in a moment.
    """

    step: int
    tasks: tuple[str, ...]
    at_work: bool


class HandOver(Value):
    """Hand a task to another person; his roles come from the register."""

    task_id: str
    to: str
    roles: tuple[Role, ...]
    reason: Confidential = ""
    request: Asked


class Demand(Value):
    """A request of a person to a running process, such as to retire a service."""

    reason: Confidential
    request: Asked


class ChangeDemand(Demand):
    """A change of a service in operation that a person proposes; its benefit is the reason."""

    wanted: ChangeFile


class ChangeWithdrawal(Demand):
    """A change, by its number, that is taken back before it is live."""

    number: int


class Done(Value):
    """What a person gets for a demand, once it is stored."""

    workflow_id: str
    stage: str
    at: datetime


class Ended(Value):
    """How a process ended, for the Temporal UI and for whoever waits for it."""

    outcome: str
    at: datetime
